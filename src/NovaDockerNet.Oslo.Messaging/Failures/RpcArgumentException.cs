using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>A request lacks an argument or has one too many: what Python answers with a TypeError.</summary>
public sealed class RpcArgumentException(string message) : MessagingException(message), IRpcFailure
{
    public string Class => "TypeError";

    public string Module => "builtins";

    public JArray Args => [Message];

    public JObject Kwargs => [];
}
