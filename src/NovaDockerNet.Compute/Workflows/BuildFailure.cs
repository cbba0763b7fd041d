using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>nova's except arms of _build_and_run_instance, _build_resources and _do_build_and_run_instance as one table.</summary>
/// <param name="Fault">What the instance's fault is made from.</param>
/// <param name="Reason">nova: kwargs['reason'] of the exception raised in its stead.</param>
sealed record BuildFailure(BuildVerdict Verdict, Exception Fault, string Reason)
{
    private const string NetworksFailed = "Failed to allocate the network(s), not rescheduling.";
    private const string BlockDevicesFailed = "Failure prepping block device.";

    public static BuildFailure Classify(Exception exception, BuildStage stage, string instanceUuid) => (stage, exception) switch
    {
        (_, InstanceNotFound or UnexpectedDeletingTaskStateError) => new BuildFailure(BuildVerdict.Deleted, exception, exception.Message),
        (_, BuildAbortException e) => new BuildFailure(BuildVerdict.Abort, e, Reasoned(e)),
        (BuildStage.Commit, _) => new BuildFailure(BuildVerdict.Abort, exception, exception.Message),

        // _build_resources, around _build_networks_for_instance.
        (BuildStage.Networks, UnexpectedTaskStateError) => Abort(instanceUuid, exception.Message),
        (BuildStage.Networks, _) => Abort(instanceUuid, NetworksFailed),

        // _build_resources, around _default_block_device_names and _prep_block_device.
        (BuildStage.BlockDevices, ComputeResourcesUnavailable) => Reschedule(instanceUuid, exception.Message),
        (BuildStage.BlockDevices, UnexpectedTaskStateError or InstanceUnacceptable or OverQuota or InvalidBDM) => Abort(instanceUuid, exception.Message),
        (BuildStage.BlockDevices, _) => Abort(instanceUuid, BlockDevicesFailed),

        // _build_and_run_instance.
        (_, ComputeResourcesUnavailable) => Reschedule(instanceUuid, exception.Message),
        (_, NoMoreFixedIps) => Abort(instanceUuid, $"Failed to allocate the network(s) with error {exception.Message}, not rescheduling."),
        (_, ExternalNetworkAttachForbidden or VirtualInterfaceCreateException or VirtualInterfaceMacAddressException or FixedIpInvalidOnHost
            or UnableToAutoAllocateNetwork or NetworksWithQoSPolicyNotSupported) => Abort(instanceUuid, NetworksFailed),
        (_, FlavorDiskTooSmall or FlavorMemoryTooSmall or ImageNotActive or ImageUnacceptable or InvalidDiskInfo or InvalidDiskFormat
            or CertificateValidationFailed or VolumeEncryptionNotSupported or InvalidInput) => Abort(instanceUuid, exception.Message),
        (_, GroupAffinityViolation) => new BuildFailure(
            BuildVerdict.RescheduleByPolicy, new RescheduledByPolicyException(instanceUuid, exception.Message), exception.Message),
        (_, RescheduledByPolicyException e) => new BuildFailure(BuildVerdict.RescheduleByPolicy, e, Reasoned(e)),
        (_, RescheduledException e) => new BuildFailure(BuildVerdict.Reschedule, e, Reasoned(e)),
        _ => Reschedule(instanceUuid, exception.Message),
    };

    /// <summary>nova: "Could not clean up failed build, not rescheduling", because another host must not get what this one still has.</summary>
    public BuildFailure WhenNotCleanedUp(string instanceUuid) => Verdict is BuildVerdict.Reschedule or BuildVerdict.RescheduleByPolicy
        ? this with { Verdict = BuildVerdict.Abort, Fault = new BuildAbortException(instanceUuid, Reason) }
        : this;

    private static BuildFailure Abort(string instanceUuid, string reason) =>
        new(BuildVerdict.Abort, new BuildAbortException(instanceUuid, reason), reason);

    private static BuildFailure Reschedule(string instanceUuid, string reason) =>
        new(BuildVerdict.Reschedule, new RescheduledException(instanceUuid, reason), reason);

    private static string Reasoned(NovaException e) => (string?)e.Details.Kwargs["reason"] ?? e.Message;
}
