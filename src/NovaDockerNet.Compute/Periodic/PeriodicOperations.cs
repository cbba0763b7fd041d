using NovaDockerNet.Compute.Workflows;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>What periodic tasks do to instances: the service's own workflows.</summary>
public sealed class PeriodicOperations
{
    internal PeriodicOperations(TerminateWorkflow terminate) => Terminate = terminate;

    internal TerminateWorkflow Terminate { get; }
}
