using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>Turns whatever a handler threw into the failure a Python caller understands.</summary>
internal static class FailureMapper
{
    public static RpcFailure Map(Exception exception)
    {
        if (exception is IRpcFailure own)
        {
            var text = exception is RpcRemoteException remote ? remote.RemoteMessage : exception.Message;
            return Create(own.Class, own.Module, text, exception, (JArray)own.Args.DeepClone(), (JObject)own.Kwargs.DeepClone());
        }

        // Only builtins and nova.exception are rebuilt by nova's clients; API code catches NotImplementedError for what a host cannot do.
        return exception switch
        {
            NotImplementedException or NotSupportedException => Builtin("NotImplementedError", exception),
            RpcTimeoutException => Create("MessagingTimeout", "oslo_messaging.exceptions", exception.Message, exception, [exception.Message], []),
            OperationCanceledException => Create("MessagingServerError", "oslo_messaging.server", "the service is stopping", exception, ["the service is stopping"], []),
            ArgumentException => Builtin("ValueError", exception),
            _ => Create(
                exception.GetType().Name, exception.GetType().Namespace ?? string.Empty, exception.Message, exception, [exception.Message], []),
        };
    }

    private static RpcFailure Builtin(string name, Exception exception) =>
        Create(name, "builtins", exception.Message, exception, [exception.Message], []);

    private static RpcFailure Create(string name, string module, string message, Exception exception, JArray args, JObject kwargs) =>
        new(name, module, message, Traceback(name, message, exception), args, kwargs);

    private static List<string> Traceback(string name, string message, Exception exception)
    {
        var lines = new List<string> { "Traceback (most recent call last):\n" };
        foreach (var frame in (exception.StackTrace ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse())
            lines.Add($"  {frame.Trim()}\n");
        lines.Add($"{name}: {message}\n");
        return lines;
    }
}
