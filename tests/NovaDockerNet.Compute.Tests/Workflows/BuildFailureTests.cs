using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects.Exceptions;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

/// <summary>nova's except arms, row by row: _build_and_run_instance, _build_resources, _do_build_and_run_instance.</summary>
public sealed class BuildFailureTests
{
    private const string Uuid = "8290928e-7a05-4f32-ae6d-8161516e3944";
    private const string Networks = "Failed to allocate the network(s), not rescheduling.";

    public static TheoryData<string, string, string, string> Arms => new()
    {
        // Anywhere.
        { "Claim", nameof(InstanceNotFound), "Deleted", "" },
        { "Spawn", nameof(UnexpectedDeletingTaskStateError), "Deleted", "" },
        { "Commit", nameof(UnexpectedDeletingTaskStateError), "Deleted", "" },
        { "Networks", nameof(UnexpectedDeletingTaskStateError), "Deleted", "" },
        { "Claim", nameof(BuildAbortException), "Abort", "why" },

        // _build_resources.
        { "Networks", nameof(UnexpectedTaskStateError), "Abort", "Conflict updating instance " + Uuid + ". Expected: a. Actual: b" },
        { "Networks", nameof(ComputeResourcesUnavailable), "Abort", Networks },
        { "Networks", nameof(InvalidOperationException), "Abort", Networks },
        { "BlockDevices", nameof(UnexpectedTaskStateError), "Abort", "Conflict updating instance " + Uuid + ". Expected: a. Actual: b" },
        { "BlockDevices", nameof(InvalidBDM), "Abort", "bad" },
        { "BlockDevices", nameof(ComputeResourcesUnavailable), "Reschedule", "Insufficient compute resources: why." },
        { "BlockDevices", nameof(InvalidOperationException), "Abort", "Failure prepping block device." },

        // _build_and_run_instance.
        { "Claim", nameof(ComputeResourcesUnavailable), "Reschedule", "Insufficient compute resources: why." },
        { "Claim", nameof(GroupAffinityViolation), "RescheduleByPolicy", "Anti-affinity instance group policy was violated" },
        { "Spawn", nameof(VirtualInterfaceCreateException), "Abort", Networks },
        { "Spawn", nameof(ExternalNetworkAttachForbidden), "Abort", Networks },
        { "Spawn", nameof(ImageUnacceptable), "Abort", "Image i is unacceptable: why" },
        { "Spawn", nameof(InvalidInput), "Abort", "Invalid input received: why" },
        { "Spawn", nameof(InvalidDiskFormat), "Abort", "Disk format why is not acceptable" },
        { "Spawn", nameof(PortLimitExceeded), "Reschedule", "" },
        { "Spawn", nameof(UnexpectedTaskStateError), "Reschedule", "Conflict updating instance " + Uuid + ". Expected: a. Actual: b" },
        { "Spawn", nameof(InvalidOperationException), "Reschedule", "unforeseen" },

        // _do_build_and_run_instance.
        { "Commit", nameof(UnexpectedTaskStateError), "Abort", "Conflict updating instance " + Uuid + ". Expected: a. Actual: b" },
        { "Commit", nameof(InvalidOperationException), "Abort", "unforeseen" },
    };

    [Theory]
    [MemberData(nameof(Arms))]
    public void Every_arm_of_nova(string stage, string exception, string verdict, string reason)
    {
        var failure = BuildFailure.Classify(Make(exception), Enum.Parse<BuildStage>(stage), Uuid);
        Assert.Equal(Enum.Parse<BuildVerdict>(verdict), failure.Verdict);
        if (reason.Length > 0)
            Assert.Equal(reason, failure.Reason);
    }

    [Fact]
    public void What_the_fault_says_is_novas_text()
    {
        var abort = BuildFailure.Classify(new ImageUnacceptable("i", "why"), BuildStage.Spawn, Uuid);
        Assert.Equal($"Build of instance {Uuid} aborted: Image i is unacceptable: why", abort.Fault.Message);
    }

    [Fact]
    public void Another_host_gets_no_build_this_one_could_not_clean_up()
    {
        var failure = BuildFailure.Classify(new InvalidOperationException("unforeseen"), BuildStage.Spawn, Uuid).WhenNotCleanedUp(Uuid);
        Assert.Equal(BuildVerdict.Abort, failure.Verdict);
        Assert.Equal($"Build of instance {Uuid} aborted: unforeseen", failure.Fault.Message);
        Assert.Equal(BuildVerdict.Deleted, BuildFailure.Classify(new InstanceNotFound(Uuid), BuildStage.Spawn, Uuid).WhenNotCleanedUp(Uuid).Verdict);
    }

    private static Exception Make(string name) => name switch
    {
        nameof(InstanceNotFound) => new InstanceNotFound(Uuid),
        nameof(UnexpectedDeletingTaskStateError) => new UnexpectedDeletingTaskStateError(Uuid, "a", "b"),
        nameof(UnexpectedTaskStateError) => new UnexpectedTaskStateError(Uuid, "a", "b"),
        nameof(BuildAbortException) => new BuildAbortException(Uuid, "why"),
        nameof(ComputeResourcesUnavailable) => new ComputeResourcesUnavailable("why"),
        nameof(InvalidBDM) => new InvalidBDM("bad"),
        nameof(GroupAffinityViolation) => new GroupAffinityViolation("Anti-affinity"),
        nameof(VirtualInterfaceCreateException) => new VirtualInterfaceCreateException(),
        nameof(ExternalNetworkAttachForbidden) => new ExternalNetworkAttachForbidden("net"),
        nameof(ImageUnacceptable) => new ImageUnacceptable("i", "why"),
        nameof(InvalidInput) => new InvalidInput("why"),
        nameof(InvalidDiskFormat) => new InvalidDiskFormat("why"),
        nameof(PortLimitExceeded) => new PortLimitExceeded(),
        _ => new InvalidOperationException("unforeseen"),
    };
}
