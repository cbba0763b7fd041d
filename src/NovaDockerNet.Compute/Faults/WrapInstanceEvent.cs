using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Faults;

/// <summary>Records start and end of the operation in the action nova-api created. nova: compute/utils.py wrap_instance_event(prefix='compute').</summary>
sealed partial class WrapInstanceEvent(IConductor conductor, ComputeOptions options, ILogger<WrapInstanceEvent> logger) : IOperationFilter
{
    public string? Decorator => "wrap_instance_event";

    public async Task<JToken?> InvokeAsync(Operation operation, OperationHandler next, CancellationToken cancellationToken)
    {
        var name = "compute_" + operation.Method;
        // Read before the operation: a terminated instance still has its uuid, but nothing else is sure.
        var instanceUuid = operation.Instance.Uuid;
        // Sent before anything else is; the operation does not wait for the answer, the record of its end does.
        var started = StartAsync(operation.Context, instanceUuid, name, cancellationToken);
        JToken? result;
        try
        {
            result = await next(operation, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await started;
            await FinishAsync(operation.Context, instanceUuid, name, e, cancellationToken);
            throw;
        }
        await started;
        await FinishAsync(operation.Context, instanceUuid, name, null, cancellationToken);
        return result;
    }

    private async Task StartAsync(RequestContext context, string instanceUuid, string name, CancellationToken cancellationToken)
    {
        try
        {
            await InstanceActionEvent.EventStartAsync(conductor, context, instanceUuid, name, options.Host, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogStartNotRecorded(e, name);
        }
    }

    private async Task FinishAsync(RequestContext context, string instanceUuid, string name, Exception? exception, CancellationToken cancellationToken)
    {
        try
        {
            await InstanceActionEvent.EventFinishWithFailureAsync(
                conductor, context, instanceUuid, name,
                exception is null ? null : InstanceFaults.MessageOf(exception), exception?.ToString(), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The operation has ended; its record must not turn success into failure, or hide the failure there was.
            LogNotRecorded(e, name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The start of {Event} could not be recorded in the instance's actions")]
    private partial void LogStartNotRecorded(Exception exception, string @event);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The end of {Event} could not be recorded in the instance's actions")]
    private partial void LogNotRecorded(Exception exception, string @event);
}
