using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Compute.Faults;

/// <summary>Logs what an operation raised, and tells who listens to notifications. nova: exception_wrapper.py wrap_exception.</summary>
sealed partial class WrapException(InstanceNotifications notifications, ILogger<WrapException> logger) : IOperationFilter
{
    public string? Decorator => "wrap_exception";

    public async Task<JToken?> InvokeAsync(Operation operation, OperationHandler next, CancellationToken cancellationToken)
    {
        try
        {
            return await next(operation, cancellationToken);
        }
        catch (RpcArgumentException)
        {
            // A request that is none: the server logs it.
            throw;
        }
        catch (NovaException e)
        {
            LogRefused(operation.Method, e.ClassName, e.Message);
            notifications.Raised(operation.Context, operation.Method, operation.Arguments.Values, e);
            throw;
        }
        catch (NotImplementedException e)
        {
            LogRefused(operation.Method, "NotImplementedError", e.Message);
            notifications.Raised(operation.Context, operation.Method, operation.Arguments.Values, e);
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, operation.Method);
            notifications.Raised(operation.Context, operation.Method, operation.Arguments.Values, e);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} failed: {Class}: {Reason}")]
    private partial void LogRefused(string method, string @class, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed")]
    private partial void LogFailed(Exception exception, string method);
}
