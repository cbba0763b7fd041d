using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Virt.Spawn;

/// <summary>All that <see cref="IVirtDriver.SpawnAsync"/> needs to know.</summary>
public sealed record SpawnRequest
{
    public required RequestContext Context { get; init; }

    public required Instance Instance { get; init; }

    /// <summary>The image dictionary of build_and_run_instance.</summary>
    public required JObject ImageMeta { get; init; }

    public IReadOnlyList<InjectedFile> InjectedFiles { get; init; } = [];

    /// <summary>Makes the files of the config drive, once, before the guest starts; null for no drive.</summary>
    public Func<NetworkInfo, CancellationToken, Task<IReadOnlyList<ConfigDriveFile>>>? ConfigDrive { get; init; }

    /// <summary>Neutron's answer, still on its way: image and container do not wait for it.</summary>
    public required Task<NetworkInfo> NetworkInfo { get; init; }

    /// <summary>Ends when Nova's records of the network are written, too; the guest is not started before.</summary>
    public Task NetworkRecorded { get; init; } = Task.CompletedTask;

    /// <summary>
    /// Whether a process that ends within [docker] start_grace is asked about with <see cref="IVirtDriver.ConfirmStartAsync"/> after the spawn,
    /// beside other work, instead of failing the spawn.
    /// </summary>
    public bool ConfirmLater { get; init; }

    /// <summary>The wait for network-vif-plugged of these ports, which is armed when it returns; called once, before the first port is plugged.</summary>
    public required Func<NetworkInfo, IVifPlugWait> ArmVifPlugged { get; init; }
}
