using NovaDockerNet.Networking.Containers;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Networking.Ports;

namespace NovaDockerNet.Networking;

/// <summary>
/// The host side of an instance's network: one named namespace per instance, a veth pair per NIC, addresses and routes inside, ports on the
/// integration bridge. Everything is idempotent; what is already right costs a few reads.
/// </summary>
public interface IInstanceNetworks
{
    /// <summary>Fails with a message for the operator unless Open vSwitch answers, the integration bridge exists and namespaces can be kept.</summary>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Makes the namespace of an instance whose NICs are not known yet, for a container that is held.</summary>
    /// <exception cref="NovaDockerNet.Objects.Exceptions.NovaException">VirtualInterfacePlugException: the host refused; the message says what.</exception>
    Task PrepareAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the host equal to the plan; returns when every port has a valid ofport. NICs of the instance that the plan no longer names are removed.
    /// </summary>
    /// <exception cref="NovaDockerNet.Objects.Exceptions.NovaException">VirtualInterfacePlugException: the host refused; the message says what.</exception>
    Task EnsureAsync(string instanceUuid, InstanceNetworkPlan plan, CancellationToken cancellationToken);

    /// <summary>Tells the neighbours where the addresses live now (gratuitous ARP, unsolicited NA). Worth calling once the switch has wired the ports.</summary>
    Task AnnounceAsync(string instanceUuid, InstanceNetworkPlan plan, CancellationToken cancellationToken);

    /// <summary>Removes the instance's ports and its namespace. The kernel takes the devices away some time after.</summary>
    Task RemoveAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>Removes one NIC and leaves the namespace.</summary>
    Task RemoveNicAsync(string instanceUuid, string portId, CancellationToken cancellationToken);

    /// <summary>Where the namespace of the instance is, or would be.</summary>
    string NamespacePath(string instanceUuid);

    /// <summary>The uuids of all instances that have a namespace.</summary>
    Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken);

    /// <summary>All ports on the switch that carry this host's owner mark.</summary>
    Task<IReadOnlyList<PluggedPort>> ListPortsAsync(CancellationToken cancellationToken);

    /// <summary>Tells nova-runc to start this container inside the instance's namespace. Must be called between docker create and docker start.</summary>
    /// <param name="containerId">The whole id.</param>
    /// <param name="instanceUuid">Whose namespace.</param>
    /// <param name="ownControlGroup">Whether it gets a control group to write to, as systemd needs.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    Task BindContainerAsync(string containerId, string instanceUuid, bool ownControlGroup, CancellationToken cancellationToken);

    /// <summary>The same for a start that is to get as far as it can and to wait there. The caller ends the hold.</summary>
    /// <param name="containerId">The whole id.</param>
    /// <param name="instanceUuid">Whose namespace; it must be there.</param>
    /// <param name="ownControlGroup">Whether it gets a control group to write to, as systemd needs.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    Task<ContainerHold> HoldContainerAsync(string containerId, string instanceUuid, bool ownControlGroup, CancellationToken cancellationToken);

    /// <summary>Takes back what <see cref="BindContainerAsync"/> or <see cref="HoldContainerAsync"/> wrote.</summary>
    Task UnbindContainerAsync(string containerId, CancellationToken cancellationToken);
}
