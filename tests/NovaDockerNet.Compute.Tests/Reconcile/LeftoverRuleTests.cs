using NovaDockerNet.Compute.Reconcile;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Virt.Traces;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Reconcile;

public sealed class LeftoverRuleTests
{
    private const string Uuid = "11111111-1111-4111-8111-111111111111";
    private const string Here = "vm";

    [Theory]
    // what nova says                              host   task         deleted hidden moving   verdict
    [InlineData("active", Here, null, false, false, false, null)]
    [InlineData("error", Here, null, false, false, false, null)]
    [InlineData("active", Here, null, true, false, false, "the instance is deleted")]
    [InlineData("active", Here, null, true, true, false, null)]
    [InlineData("active", "other", null, false, false, false, "the instance is on host other")]
    [InlineData("active", "other", "migrating", false, false, false, null)]
    [InlineData("active", "other", null, false, false, true, null)]
    [InlineData("resized", "other", null, false, false, false, null)]
    [InlineData("building", null, null, false, false, false, null)]
    [InlineData("building", null, "scheduling", false, false, false, null)]
    [InlineData("error", null, null, false, false, false, "the instance is on no host (error)")]
    [InlineData("error", null, "deleting", false, false, false, null)]
    [InlineData("shelved_offloaded", null, null, false, false, false, "the instance is on no host (shelved_offloaded)")]
    public void What_nova_says_decides(string vmState, string? host, string? task, bool deleted, bool hidden, bool moving, string? reason)
    {
        var leftover = LeftoverRule.Judge(Uuid, [Container()], Row(vmState, host, task, deleted, hidden), Here, moving);
        Assert.Equal(reason, leftover?.Reason);
        Assert.True(leftover?.IsCertain ?? true);
    }

    [Fact]
    public void Of_an_instance_nova_has_never_heard_of_a_container_is_only_reported()
    {
        var container = LeftoverRule.Judge(Uuid, [Container()], null, Here, isMoving: false)!;
        var rest = LeftoverRule.Judge(Uuid, [new HostTrace(HostTraceKind.Namespace, "/n", Uuid)], null, Here, isMoving: false)!;
        Assert.Equal((false, true), (container.IsCertain, rest.IsCertain));
    }

    [Fact]
    public void Files_nobody_uses()
    {
        HostTrace[] traces =
        [
            Container(), new(HostTraceKind.ContainerBinding, "c1", Uuid), new(HostTraceKind.ContainerBinding, "c2", Uuid),
            new(HostTraceKind.TemporaryFile, "/state/intents/x.new", null),
        ];
        Assert.Equal(
            [
                $"instance {Uuid}: namespace of container c2: there is no such container",
                "temporary file /state/intents/x.new: nobody has written to it for long",
            ],
            LeftoverRule.Files(traces).Select(leftover => leftover.ToString()));
    }

    [Fact]
    public void Without_nova_only_what_has_no_container_stands_out()
    {
        const string Other = "22222222-2222-4222-8222-222222222222";
        HostTrace[] traces =
        [
            Container(), new(HostTraceKind.Namespace, "/n/1", Uuid), new(HostTraceKind.Namespace, "/n/2", Other),
            new(HostTraceKind.SwitchPort, "tap2", Other),
        ];
        var found = Assert.Single(LeftoverRule.WithoutContainer(traces));
        Assert.Equal((Other, 2, false), (found.InstanceUuid, found.Traces.Count, found.IsCertain));
    }

    private static HostTrace Container() => new(HostTraceKind.Container, "c1", Uuid);

    private static Instance Row(string vmState, string? host, string? task, bool deleted, bool hidden)
    {
        var row = NovaProfile.ForRelease("26").Create<Instance>();
        row.Uuid = Uuid;
        row.Host = host;
        row.VmState = new VmState(vmState);
        row.TaskState = task is null ? null : new TaskState(task);
        row.Deleted = deleted;
        row.Hidden = hidden;
        return row;
    }
}
