using NovaDockerNet.Compute.Reconcile;
using NovaDockerNet.Compute.Workflows;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>What periodic tasks do to instances: the service's own workflows.</summary>
public sealed class PeriodicOperations
{
    internal PeriodicOperations(TerminateWorkflow terminate, Reconciler reconciler) => (Terminate, Reconciler) = (terminate, reconciler);

    internal TerminateWorkflow Terminate { get; }

    internal Reconciler Reconciler { get; }
}
