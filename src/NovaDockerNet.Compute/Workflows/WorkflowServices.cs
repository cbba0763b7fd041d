using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Events;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Objects;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>What every workflow works with.</summary>
sealed record WorkflowServices(
    ComputeOptions Options,
    IConductor Conductor,
    IVirtDriver Driver,
    INetworkApi Network,
    IResourceTracker Tracker,
    IPlacementReporter Placement,
    SchedulerClient Scheduler,
    ExternalEvents Events,
    InstanceLocks Locks,
    IntentStore Intents,
    InstanceStates States,
    InstanceFaults Faults,
    TimeProvider Time,
    InstanceNotifications Notifications);
