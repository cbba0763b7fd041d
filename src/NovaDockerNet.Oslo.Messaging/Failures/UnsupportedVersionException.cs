using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>No endpoint serves the namespace and version asked for. oslo.messaging: UnsupportedVersion.</summary>
public sealed class UnsupportedVersionException(string version, string method)
    : MessagingException($"Endpoint does not support RPC version {version}. Attempted method: {method}"), IRpcFailure
{
    public string Class => "UnsupportedVersion";

    public string Module => "oslo_messaging.rpc.dispatcher";

    public JArray Args => [Message];

    public JObject Kwargs => [];
}
