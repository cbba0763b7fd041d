using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;

namespace NovaDockerNet.Compute.Intents;

/// <summary>
/// Keeps an intent on disk around an operation, outermost: it goes after the last save, which is the action event's. An operation the stopping
/// service interrupts keeps it.
/// </summary>
sealed class RecordsIntent(IntentStore intents) : IOperationFilter
{
    /// <summary>nova has none such.</summary>
    public string? Decorator => null;

    public async Task<JToken?> InvokeAsync(Operation operation, OperationHandler next, CancellationToken cancellationToken)
    {
        var intent = intents.Record(operation.Method, operation.Instance.Uuid, operation.Context.RequestId);
        try
        {
            var result = await next(operation, cancellationToken);
            intent.Remove();
            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Failed is ended too: the filters have written down how.
            intent.Remove();
            throw;
        }
    }
}
