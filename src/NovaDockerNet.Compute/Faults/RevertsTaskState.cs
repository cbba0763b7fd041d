using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Compute.Faults;

/// <summary>Clears task_state when an operation fails. nova: compute/manager.py reverts_task_state.</summary>
sealed partial class RevertsTaskState(InstanceStates states, ILogger<RevertsTaskState> logger) : IOperationFilter
{
    public string? Decorator => "reverts_task_state";

    public async Task<JToken?> InvokeAsync(Operation operation, OperationHandler next, CancellationToken cancellationToken)
    {
        try
        {
            return await next(operation, cancellationToken);
        }
        catch (UnexpectedTaskStateError e)
        {
            // Another task has taken the instance over: its task_state is not ours to clear.
            LogPreempted(e.Message);
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A cancelled operation keeps its task_state: the next start reads from it what to finish.
            await RevertAsync(operation, cancellationToken);
            throw;
        }
    }

    private async Task RevertAsync(Operation operation, CancellationToken cancellationToken)
    {
        var instance = operation.Instance;
        try
        {
            var original = instance.TaskState;
            await states.ClearTaskStateAsync(operation.Context, instance, cancellationToken);
            LogReverted(original?.Value);
        }
        catch (InstanceNotFound)
        {
            LogInstanceGone();
        }
        catch (Exception e)
        {
            LogNotReverted(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Task possibly preempted: {Reason}")]
    private partial void LogPreempted(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Successfully reverted task state from {TaskState} on failure for instance.")]
    private partial void LogReverted(string? taskState);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No task state to revert: the instance is gone")]
    private partial void LogInstanceGone();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to revert task state for instance")]
    private partial void LogNotReverted(Exception exception);
}
