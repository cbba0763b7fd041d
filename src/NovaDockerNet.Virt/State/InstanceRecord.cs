using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Networking.Plans;

namespace NovaDockerNet.Virt.State;

/// <summary>What is needed to rebuild a guest on this host without asking the cloud: written before the first side effect, removed after the last.</summary>
public sealed record InstanceRecord
{
    public const int CurrentFormat = 1;

    [JsonProperty("format")]
    public int Format { get; init; } = CurrentFormat;

    [JsonProperty("instance_uuid")]
    public required string InstanceUuid { get; init; }

    /// <summary>nova's instance.name (instance-00000001).</summary>
    [JsonProperty("instance_name")]
    public string InstanceName { get; init; } = "";

    [JsonProperty("project_id")]
    public string? ProjectId { get; init; }

    [JsonProperty("hostname")]
    public string? Hostname { get; init; }

    /// <summary>Null until docker create has answered.</summary>
    [JsonProperty("container_id")]
    public string? ContainerId { get; init; }

    [JsonProperty("image_id")]
    public string? ImageId { get; init; }

    [JsonProperty("memory_mb")]
    public long MemoryMb { get; init; }

    [JsonProperty("vcpus")]
    public int Vcpus { get; init; }

    [JsonProperty("root_gb")]
    public long RootGb { get; init; }

    /// <summary>The flavor's limit on what each NIC receives.</summary>
    [JsonProperty("vif_inbound", NullValueHandling = NullValueHandling.Ignore)]
    public BandwidthLimit? VifInbound { get; init; }

    /// <summary>The flavor's limit on what each NIC sends.</summary>
    [JsonProperty("vif_outbound", NullValueHandling = NullValueHandling.Ignore)]
    public BandwidthLimit? VifOutbound { get; init; }

    /// <summary>Why its processes are frozen (FrozenState); null when nova paused it, and not looked at while it runs.</summary>
    [JsonProperty("frozen", NullValueHandling = NullValueHandling.Ignore)]
    public string? Frozen { get; init; }

    /// <summary>The port of its serial console, kept for tokens that outlive a restart of the service.</summary>
    [JsonProperty("serial_port", NullValueHandling = NullValueHandling.Ignore)]
    public int? SerialPort { get; init; }

    /// <summary>nova's network model as last plugged, a JSON array; null before the network is known.</summary>
    [JsonProperty("network_info")]
    public JToken? NetworkInfo { get; init; }
}
