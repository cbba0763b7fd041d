using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Compute.Faults;

/// <summary>Records what an operation raised as the instance's fault. nova: compute/manager.py wrap_instance_fault.</summary>
sealed partial class WrapInstanceFault(InstanceFaults faults, ILogger<WrapInstanceFault> logger) : IOperationFilter
{
    public string? Decorator => "wrap_instance_fault";

    public async Task<JToken?> InvokeAsync(Operation operation, OperationHandler next, CancellationToken cancellationToken)
    {
        try
        {
            return await next(operation, cancellationToken);
        }
        catch (InstanceNotFound)
        {
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            try
            {
                await faults.AddFromExceptionAsync(operation.Context, operation.Instance, e, null, cancellationToken);
            }
            catch (Exception recording)
            {
                // save_and_reraise_exception: the original goes on, this one is only logged.
                LogNotRecorded(recording);
            }
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The instance fault could not be recorded")]
    private partial void LogNotRecorded(Exception exception);
}
