using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.Messaging.Failures;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Conductor;

public sealed class ConductorClientTests
{
    private readonly FakeRpcClient _rpc = new();
    private readonly ConductorClient _conductor;

    public ConductorClientTests()
    {
        _conductor = new ConductorClient(_rpc, NullLogger<ConductorClient>.Instance);
        _conductor.UseProfile(NovaProfile.ForRelease("26"));
    }

    [Fact]
    public async Task A_save_sends_the_object_and_takes_the_updates()
    {
        _rpc.OnCall = _ => new JArray(new JObject { ["updated_at"] = "2026-01-01T00:00:00Z", ["obj_what_changed"] = new JArray() }, JValue.CreateNull());
        var instance = Instance.View((JObject)Fixture.Request("stop").Args["instance"]!);
        instance.VmState = VmState.Stopped;
        await instance.SaveAsync(_conductor, RequestContext.Admin(), [TaskState.PoweringOff], default);

        var sent = Assert.Single(_rpc.Sent);
        Assert.Equal(("conductor", "3.0", "object_action"), (sent.Target.Topic, sent.Target.Version, sent.Method));
        Assert.Equal(["args", "kwargs", "objinst", "objmethod"], sent.Args.Properties().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("[\"vm_state\"]", sent.Args["objinst"]!["nova_object.changes"]!.ToString(Newtonsoft.Json.Formatting.None));
        Assert.Empty(instance.Changes);
    }

    [Fact]
    public async Task A_class_method_carries_the_manifest_of_the_release()
    {
        _rpc.OnCall = _ => FakeConductor.Envelope(_conductor.Profile, "Instance", new JObject { ["uuid"] = "u" });
        await Instance.GetByUuidAsync(_conductor, RequestContext.Admin(), "u", ["flavor"], default);
        var sent = Assert.Single(_rpc.Sent);
        Assert.Equal("object_class_action_versions", sent.Method);
        Assert.Equal("2.7", (string?)sent.Args["object_versions"]!["Instance"]);
        Assert.NotNull(sent.Args["object_versions"]!["Flavor"]);
    }

    [Theory]
    [InlineData("InstanceNotFound", typeof(InstanceNotFound))]
    [InlineData("UnexpectedTaskStateError", typeof(UnexpectedTaskStateError))]
    [InlineData("UnexpectedDeletingTaskStateError", typeof(UnexpectedDeletingTaskStateError))]
    [InlineData("ServiceNotFound", typeof(ServiceNotFound))]
    public async Task A_remote_failure_comes_back_as_novas_exception(string remote, Type expected)
    {
        _rpc.OnCall = _ => throw new RpcRemoteException(remote, "nova.exception", "text", ["text"], new JObject { ["code"] = 404 }, []);
        var e = await Assert.ThrowsAsync(expected, () => Instance.GetByUuidAsync(_conductor, RequestContext.Admin(), "u", null, default));
        Assert.Equal(("text", 404), (e.Message, ((NovaException)e).Code));
    }

    [Fact]
    public async Task A_failure_that_is_not_novas_stays_what_it_is()
    {
        _rpc.OnCall = _ => throw new RpcRemoteException("DBConnectionError", "oslo_db.exception", "gone", [], [], []);
        await Assert.ThrowsAsync<RpcRemoteException>(() => Instance.GetByUuidAsync(_conductor, RequestContext.Admin(), "u", null, default));
    }

    [Fact]
    public async Task Waiting_for_the_conductor_pings_until_it_answers()
    {
        var attempts = 0;
        _rpc.OnCall = _ => ++attempts <= 11 ? throw new RpcTimeoutException("silence") : new JObject();
        await _conductor.WaitUntilReadyAsync(RequestContext.Admin(), default);
        Assert.Equal(12, _rpc.Sent.Count);
        Assert.All(_rpc.Sent, s => Assert.Equal(("ping", "baseapi"), (s.Method, s.Target.Namespace)));
        // nova: ten short attempts, then with the normal timeout.
        Assert.Equal(10, _rpc.Sent.Count(s => s.Options?.Timeout == TimeSpan.FromSeconds(10)));
    }
}
