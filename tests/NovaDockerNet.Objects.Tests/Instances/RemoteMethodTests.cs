using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Tests.Fakes;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Tests.Instances;

/// <summary>The calls have the form that nova's own compute was seen to send.</summary>
public class RemoteMethodTests
{
    private readonly RecordingConductor _conductor = new();
    private readonly RequestContext _context = RequestContext.Admin();

    [Fact]
    public async Task Calls_look_like_novas()
    {
        var ct = CancellationToken.None;
        await InstanceActionEvent.EventStartAsync(_conductor, _context, "u", "compute_stop_instance", "vm", ct);
        await InstanceActionEvent.EventFinishWithFailureAsync(_conductor, _context, "u", "compute_stop_instance", null, null, ct);
        await VirtualInterface.DeleteByInstanceUuidAsync(_conductor, _context, "u", ct);
        await ConsoleAuthToken.CleanForInstanceAsync(_conductor, _context, "u", ct);
        await InstanceFault.CreateAsync(_conductor, _context, "u", 500, "Build of instance u aborted: no image", "trace", "vm", ct);

        Assert.Equal(
            [
                """InstanceActionEvent event_start [["u","compute_stop_instance"],{"want_result":false,"host":"vm"}]""",
                """InstanceActionEvent event_finish_with_failure [["u","compute_stop_instance"],{"exc_val":null,"exc_tb":null,"want_result":false}]""",
                """VirtualInterface delete_by_instance_uuid [["u"],{}]""",
                """ConsoleAuthToken clean_console_auths_for_instance [["u"],{}]""",
                """InstanceFault create [[],{}]""",
            ],
            _conductor.Calls);
        var fault = _conductor.Sent.Single();
        Assert.Equal("1.2", fault.Value<string>("nova_object.version"));
        Assert.Equal(500, fault["nova_object.data"]!.Value<int>("code"));
        Assert.Equal(["code", "details", "host", "instance_uuid", "message"], fault["nova_object.changes"]!.Values<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lists_ask_for_their_attributes()
    {
        _conductor.Answers.Enqueue(VersionedObject.NewEnvelope("InstanceList", "2.6").With("objects", new JArray()));
        _conductor.Answers.Enqueue(VersionedObject.NewEnvelope("BlockDeviceMappingList", "1.18").With("objects", new JArray()));
        _conductor.Answers.Enqueue(VersionedObject.NewEnvelope("BlockDeviceMappingList", "1.18").With("objects", new JArray()));
        _conductor.Answers.Enqueue(JValue.CreateNull());
        _conductor.Answers.Enqueue(64);

        Assert.Empty(await InstanceList.GetByHostAndNodeAsync(_conductor, _context, "vm", "vm", ["system_metadata", "flavor"], default));
        Assert.Empty(await BlockDeviceMappingList.GetByInstanceUuidAsync(_conductor, _context, "u", default));
        Assert.Empty(await BlockDeviceMappingList.GetByInstanceUuidsAsync(_conductor, _context, ["u", "v"], default));
        Assert.Null(await Service.GetByHostAndBinaryAsync(_conductor, _context, "vm", Service.ComputeBinary, default));
        Assert.Equal(64, await Service.GetMinimumVersionAsync(_conductor, _context, Service.ConductorBinary, default));

        Assert.Equal(
            [
                """InstanceList get_by_host_and_node [["vm","vm"],{"expected_attrs":["system_metadata","flavor"]}]""",
                """BlockDeviceMappingList get_by_instance_uuid [["u"],{}]""",
                """BlockDeviceMappingList get_by_instance_uuids [[["u","v"]],{}]""",
                """Service get_by_host_and_binary [["vm","nova-compute"],{}]""",
                """Service get_minimum_version [["nova-conductor"],{}]""",
            ],
            _conductor.Calls);
    }

    [Fact]
    public async Task Save_encodes_what_task_state_it_expects()
    {
        var instance = NewInstance();

        await instance.SaveAsync(_conductor, _context, default);
        await instance.SaveAsync(_conductor, _context, [null], default);
        await instance.SaveAsync(_conductor, _context, [TaskState.PoweringOff, null], default);
        await instance.SaveAsync(_conductor, _context, [TaskState.Deleting], [VmState.Active], adminStateReset: true, default);

        Assert.Equal(
            [
                """Instance save [[],{}]""",
                """Instance save [[],{"expected_task_state":[null]}]""",
                """Instance save [[],{"expected_task_state":["powering-off",null]}]""",
                """Instance save [[],{"expected_vm_state":["active"],"expected_task_state":["deleting"],"admin_state_reset":true}]""",
            ],
            _conductor.Calls);
    }

    [Fact]
    public async Task Answers_update_the_object_and_its_changes()
    {
        var instance = NewInstance();
        instance.VmState = VmState.Active;
        instance.TaskState = null;
        instance.SystemMetadata = ImmutableDictionary<string, string?>.Empty.Add("k", "v");
        _conductor.Answers.Enqueue(WireJson.Parse(
            """[{"updated_at": "2025-01-02T03:04:05Z", "vm_state": "active", "not_a_field": 1, "obj_what_changed": ["metadata"]}, null]"""));

        await instance.SaveAsync(_conductor, _context, default);

        Assert.Equal(["system_metadata", "task_state", "uuid", "vm_state"], _conductor.Sent[0]["nova_object.changes"]!.Values<string>().Order(StringComparer.Ordinal));
        Assert.Equal(new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero), instance.UpdatedAt);
        Assert.Equal(["metadata"], instance.Changes);
        Assert.False(instance.IsSet("not_a_field"));
    }

    [Fact]
    public async Task Loading_reads_deleted_rows_and_marks_nothing_changed()
    {
        var instance = NewInstance();
        instance.ResetChanges();
        Assert.Throws<FieldNotSetException>(() => instance.Flavor);
        var loaded = VersionedObject.NewEnvelope("Instance", "2.7")
            .With("uuid", "u")
            .With("flavor", VersionedObject.NewEnvelope("Flavor", "1.2").With("memory_mb", 64))
            .With("old_flavor", JValue.CreateNull())
            .With("new_flavor", JValue.CreateNull());
        _conductor.Answers.Enqueue(loaded);

        await instance.LoadAsync(_conductor, _context, Instance.Fields.Flavor, default);
        await instance.LoadAsync(_conductor, _context, Instance.Fields.Flavor, default);

        Assert.Equal(64, instance.Flavor.MemoryMb);
        Assert.True(instance.IsSet(Instance.Fields.OldFlavor));
        Assert.Null(instance.OldFlavor);
        Assert.Empty(instance.Changes);
        Assert.Equal("yes", Assert.Single(_conductor.Contexts).ReadDeleted);
        Assert.Equal("no", _context.ReadDeleted);
    }

    [Fact]
    public async Task A_newer_object_is_backported_and_an_unknown_one_refused()
    {
        var newer = VersionedObject.NewEnvelope("Instance", "2.9").With("uuid", "u");
        var args = new JObject { ["instance"] = newer, ["list"] = new JArray(VersionedObject.NewEnvelope("Flavor", "1.2.3").With("id", 1)) };
        _conductor.Answers.Enqueue(VersionedObject.NewEnvelope("Instance", "2.7").With("uuid", "u"));

        var received = (JObject)await _conductor.ReceiveAsync(_context, args, default);

        Assert.Equal(["backport Instance 2.9"], _conductor.Calls);
        Assert.Equal("2.7", received["instance"]!.Value<string>("nova_object.version"));
        await Assert.ThrowsAsync<IncompatibleObjectVersionException>(
            () => _conductor.ReceiveAsync(_context, VersionedObject.NewEnvelope("Instance", "3.0"), default));
        await Assert.ThrowsAsync<IncompatibleObjectVersionException>(
            () => _conductor.ReceiveAsync(_context, VersionedObject.NewEnvelope("NewThing", "1.0"), default));
    }

    [Fact]
    public async Task An_object_nested_too_new_is_backported_as_a_whole()
    {
        var instance = VersionedObject.NewEnvelope("Instance", "2.7").With("flavor", VersionedObject.NewEnvelope("Flavor", "1.3"));
        _conductor.Answers.Enqueue(VersionedObject.NewEnvelope("Instance", "2.7"));

        await _conductor.ReceiveAsync(_context, instance, default);

        Assert.Equal(["backport Instance 2.7"], _conductor.Calls);
    }

    private Instance NewInstance()
    {
        var instance = _conductor.Profile.Create<Instance>();
        instance.Uuid = "u";
        return instance;
    }
}
