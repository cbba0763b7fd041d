using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Traces;

namespace NovaDockerNet.Compute;

/// <summary>What a compute service is made of; the daemon fills it from nova.conf.</summary>
public sealed record ComputeServiceParts
{
    public required ComputeOptions Options { get; init; }

    public required RpcTransport Transport { get; init; }

    /// <summary>Shared with the tracker and the network API, so that all speak the release found at start.</summary>
    public required ConductorClient Conductor { get; init; }

    public required IVirtDriver Driver { get; init; }

    public required INetworkApi Network { get; init; }

    public required IResourceTracker Tracker { get; init; }

    public required IPlacementReporter Placement { get; init; }

    public required IServiceRecord ServiceRecord { get; init; }

    public required IImageApi Images { get; init; }

    /// <summary>What is on this host, for reconcile.</summary>
    public required IHostTraces HostTraces { get; init; }

    /// <summary>Shared with the periodic tasks.</summary>
    public required InstanceLocks Locks { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    /// <summary>Where notifications go; null where nobody is told.</summary>
    public ComputeNotifiers? Notifiers { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
