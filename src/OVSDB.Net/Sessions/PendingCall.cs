using Newtonsoft.Json.Linq;

namespace OVSDB.Net.Sessions;

/// <summary>A request waiting for its reply. <paramref name="onResult"/> runs in the order of arrival, before any later message is read.</summary>
internal sealed class PendingCall(Action<JToken?>? onResult)
{
    private readonly TaskCompletionSource<JToken?> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<JToken?> Task => _source.Task;

    public void Complete(JToken? result)
    {
        try
        {
            onResult?.Invoke(result);
        }
        catch (Exception failure)
        {
            Fail(failure);
            throw;
        }
        _source.TrySetResult(result);
    }

    public void Fail(Exception reason)
    {
        _source.TrySetException(reason);
        // The caller may have given up; then nobody else looks at it.
        _ = _source.Task.Exception;
    }
}
