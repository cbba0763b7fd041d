using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Compute.Intents;

/// <summary>What an accepted request is about to do to an instance: RPC requests are acknowledged before they run, so only this survives a crash.</summary>
sealed record Intent
{
    public const int CurrentFormat = 1;

    [JsonProperty("format")]
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The RPC method, such as build_and_run_instance.</summary>
    [JsonProperty("operation")]
    public required string Operation { get; init; }

    [JsonProperty("instance_uuid")]
    public required string InstanceUuid { get; init; }

    [JsonProperty("request_id")]
    public string? RequestId { get; init; }

    [JsonProperty("recorded_at")]
    public required string RecordedAt { get; init; }

    /// <summary>The caller's context; only where the request can be run again.</summary>
    [JsonProperty("context")]
    public JObject? Context { get; init; }

    /// <summary>The request's arguments; only where the request can be run again.</summary>
    [JsonProperty("args")]
    public JObject? Args { get; init; }
}
