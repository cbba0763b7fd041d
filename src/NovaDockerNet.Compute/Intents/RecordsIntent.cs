using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;

namespace NovaDockerNet.Compute.Intents;

/// <summary>
/// Keeps an intent on disk around an operation, outermost: it goes after the last save, which is the action event's. An operation the stopping
/// service interrupts keeps it.
/// </summary>
/// <param name="intents">Where they are kept.</param>
/// <param name="withRequest">Keep context and arguments too, for operations whose undoing at the next start needs them.</param>
sealed class RecordsIntent(IntentStore intents, bool withRequest = false) : IOperationFilter
{
    /// <summary>nova has none such.</summary>
    public string? Decorator => null;

    public async Task<JToken?> InvokeAsync(Operation operation, OperationHandler next, CancellationToken cancellationToken)
    {
        var intent = withRequest
            ? intents.Record(
                operation.Method, operation.Instance.Uuid, operation.Context.RequestId, operation.Context.ToDictionary(), operation.Arguments.Values)
            : intents.Record(operation.Method, operation.Instance.Uuid, operation.Context.RequestId);
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
