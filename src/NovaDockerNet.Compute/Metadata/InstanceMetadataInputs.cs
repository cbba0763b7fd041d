using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Compute.Metadata;

/// <summary>All that a server's metadata is made of.</summary>
/// <param name="Instance">With ec2_ids, keypairs, metadata, numa_topology and flavor loaded.</param>
/// <param name="SecurityGroups">Names, once for each port that has the group.</param>
sealed record InstanceMetadataInputs(
    Instance Instance,
    NetworkInfo NetworkInfo,
    IReadOnlyList<InjectedFile> Files,
    string? AdminPassword,
    IReadOnlyList<string> SecurityGroups,
    IReadOnlyList<BlockDeviceMapping> BlockDevices,
    JObject VendorData);
