using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>A request as its handler sees it.</summary>
public sealed record RpcRequest
{
    public required string Method { get; init; }

    /// <summary>Arguments by name.</summary>
    public required JObject Args { get; init; }

    public string? Namespace { get; init; }

    /// <summary>The version the sender asked for.</summary>
    public string Version { get; init; } = "1.0";

    /// <summary>The sender's context, without the <c>_context_</c> prefix.</summary>
    public required JObject Context { get; init; }

    /// <summary>True when somebody waits for the result, false for a cast.</summary>
    public bool IsCall => MessageId is not null;

    /// <summary><c>_msg_id</c>; null for a cast.</summary>
    public string? MessageId { get; init; }

    /// <summary><c>_reply_q</c>; null for a cast.</summary>
    public string? ReplyQueue { get; init; }

    /// <summary><c>_unique_id</c>, the key of the duplicate filter.</summary>
    public string? UniqueId { get; init; }

    /// <summary><c>_timeout</c>: the caller wants a heartbeat at least this often. Raw, because a sender may write nonsense.</summary>
    public JToken? ClientTimeout { get; init; }
}
