using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Compute.Conductor;

/// <summary>A failure that came over the wire as the exception nova's code would catch, by class name.</summary>
static class RemoteFailures
{
    /// <summary>The typed nova exception, or null when the class is not nova's (RemoteError, database errors).</summary>
    public static NovaException? Revive(RpcRemoteException failure)
    {
        var kwargs = (JObject)failure.Kwargs.DeepClone();
        var code = kwargs["code"] is JValue { Type: JTokenType.Integer } value ? (int)value : 500;
        kwargs.Remove("code");
        return NovaExceptions.Revive(failure.Class, new ExceptionDetails(failure.RemoteMessage, code, kwargs));
    }
}
