using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Volumes;

namespace NovaDockerNet.Compute.Notifications;

/// <summary>What a notification says beside the instance.</summary>
sealed record ActionDetails
{
    /// <summary>For phase error.</summary>
    public Exception? Fault { get; init; }

    /// <summary>nova: network_info, from which the unversioned payload has its fixed_ips.</summary>
    public NetworkInfo? Network { get; init; }

    /// <summary>nova: extra_usage_info of the unversioned payload.</summary>
    public JObject? Usage { get; init; }

    /// <summary>Fields that the payload class of this action has and InstanceActionPayload does not.</summary>
    public JObject? Fields { get; init; }

    /// <summary>The flavor to come, of resize_prep.</summary>
    public Flavor? NewFlavor { get; init; }

    /// <summary>The block devices as the caller has them; else they are loaded where they are wanted.</summary>
    public BlockDeviceMappingList? BlockDevices { get; init; }
}
