namespace NovaDockerNet.Compute.Workflows;

/// <summary>What becomes of a build that failed.</summary>
enum BuildVerdict
{
    /// <summary>nova: RescheduledException.</summary>
    Reschedule,

    /// <summary>nova: RescheduledByPolicyException; does not count against this host.</summary>
    RescheduleByPolicy,

    /// <summary>nova: BuildAbortException, or a failure nova did not expect.</summary>
    Abort,

    /// <summary>nova: InstanceNotFound, UnexpectedDeletingTaskStateError.</summary>
    Deleted,
}
