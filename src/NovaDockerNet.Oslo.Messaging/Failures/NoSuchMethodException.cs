using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>A compatible endpoint lacks the method. oslo.messaging: NoSuchMethod.</summary>
public sealed class NoSuchMethodException(string method)
    : MessagingException($"Endpoint does not support RPC method {method}"), IRpcFailure
{
    public string Method { get; } = method;

    public string Class => "NoSuchMethod";

    public string Module => "oslo_messaging.rpc.dispatcher";

    public JArray Args => [Message];

    public JObject Kwargs => [];
}
