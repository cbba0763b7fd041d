namespace NovaDockerNet.Compute.Workflows;

/// <summary>nova: compute/build_results.py.</summary>
enum BuildOutcome
{
    Active,
    Failed,
    FailedByPolicy,
    Rescheduled,
    RescheduledByPolicy,
}
