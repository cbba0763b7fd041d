using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Compute.Reconcile;
using NovaDockerNet.Compute.Workflows;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>What periodic tasks do to instances: the service's own workflows, and whole operations as if they had been asked for.</summary>
public sealed class PeriodicOperations
{
    internal PeriodicOperations(
        TerminateWorkflow terminate, ComputeClient compute, Reconciler reconciler, PowerStates powerStates, Lazy<ComputeEndpoint> endpoint,
        InstanceNotifications notifications) =>
        (Terminate, Compute, Reconciler, PowerStates, Endpoint, Notifications) = (terminate, compute, reconciler, powerStates, endpoint, notifications);

    internal TerminateWorkflow Terminate { get; }

    internal ComputeClient Compute { get; }

    internal Reconciler Reconciler { get; }

    internal PowerStates PowerStates { get; }

    internal Lazy<ComputeEndpoint> Endpoint { get; }

    internal InstanceNotifications Notifications { get; }
}
