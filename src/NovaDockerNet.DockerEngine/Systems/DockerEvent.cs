using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Systems;

/// <summary>One line of docker events.</summary>
public sealed record DockerEvent
{
    /// <summary>container, image, network...</summary>
    public string Type { get; init; } = "";

    /// <summary>start, die, oom, pause, unpause, destroy...; exec events carry their command after a colon.</summary>
    public string Action { get; init; } = "";

    public DockerEventActor Actor { get; init; } = new();

    [JsonProperty("timeNano")]
    public long TimeNano { get; init; }
}
