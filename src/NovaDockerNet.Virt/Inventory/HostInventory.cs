using Newtonsoft.Json.Linq;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Virt.Inventory;

/// <summary>nova: the dictionary of get_available_resource.</summary>
public sealed record HostInventory
{
    /// <summary>CPUs that servers share.</summary>
    public required int Vcpus { get; init; }

    /// <summary>CPUs that are given to one server each.</summary>
    public int Pcpus { get; init; }

    /// <summary>All CPUs and NUMA nodes; null where nobody has looked, and no server can have a topology then.</summary>
    public HostProcessors? Processors { get; init; }

    /// <summary>Which of them are whose.</summary>
    public CpuSets Cpus { get; init; } = CpuSets.None;

    public required long MemoryMb { get; init; }

    /// <summary>Of the file system of Docker's data root, in GiB.</summary>
    public required long LocalGb { get; init; }

    public required int VcpusUsed { get; init; }

    public required long MemoryMbUsed { get; init; }

    public required long LocalGbUsed { get; init; }

    public required long DiskAvailableLeastGb { get; init; }

    public string HypervisorType { get; init; } = "docker";

    /// <summary>20.10.24 is 20010024. nova: utils.convert_version_to_int.</summary>
    public required int HypervisorVersion { get; init; }

    public required string HypervisorHostname { get; init; }

    /// <summary>x86_64, aarch64...; nova: objects/fields.py Architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary>vendor, model, arch, features, topology; sent as JSON text.</summary>
    public required JObject CpuInfo { get; init; }

    /// <summary>[[arch, hv_type, vm_mode]]</summary>
    public JArray SupportedInstances => [new JArray(Architecture, HypervisorType, "exe")];
}
