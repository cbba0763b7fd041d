using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

public sealed class BuildTests : IDisposable
{
    private readonly ComputeHarness _harness = new();
    private readonly RecordedRequest _boot = Fixture.Request("boot");
    private readonly JObject _row;

    public BuildTests() => _row = _harness.Store(_boot);

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_recorded_boot_takes_novas_steps_in_novas_order()
    {
        await _harness.BuildAsync(_boot);

        Assert.Equal(
            [
                "InstanceActionEvent.event_start",
                "Instance.save", "Instance.save", "Instance.save", "BlockDeviceMapping.save", "Instance.save", "Instance.save", "Instance.save",
                "InstanceActionEvent.event_finish_with_failure",
            ],
            _harness.Conductor.CallNames);
        Assert.Equal([null, "networking", "block_device_mapping", "spawning", null], _harness.Conductor.TaskStates);
        Assert.Equal(("active", null, 1), ((string?)_row["vm_state"], (string?)_row["task_state"], (int)_row["power_state"]!));
        Assert.Equal(ComputeHarness.Host, (string?)_row["host"]);
        Assert.Equal("/dev/sda", (string?)_row["root_device_name"]);
        Assert.NotNull((string?)_row["launched_at"]);
        Assert.Equal("admin,reader,member", Sorted((string?)_row["system_metadata"]!["boot_roles"]));
        Assert.Null(_row["system_metadata"]!["network_allocated"]);
        Assert.Equal(["claim", "build_succeeded"], _harness.Resources.Calls);
        Assert.Equal(["spawn"], _harness.Driver.Calls);
    }

    [Fact]
    public async Task Saves_expect_the_states_nova_expects()
    {
        await _harness.BuildAsync(_boot);
        var expected = _harness.Conductor.Calls.Where(c => c.Name == "Instance.save").Select(c => c.Kwargs["expected_task_state"]?.ToString(Newtonsoft.Json.Formatting.None));
        Assert.Equal(["[\"scheduling\",null]", null, "[null]", null, "[\"block_device_mapping\"]", "[\"spawning\"]"], expected);
    }

    [Fact]
    public async Task The_action_event_is_called_as_nova_calls_it_and_succeeds()
    {
        await _harness.BuildAsync(_boot);
        var finish = _harness.Conductor.Calls.Single(c => c.Name == "InstanceActionEvent.event_finish_with_failure");
        Assert.Equal("compute__do_build_and_run_instance", (string?)finish.Args[1]);
        Assert.Null((string?)finish.Kwargs["exc_tb"]);
        Assert.Equal((string?)_boot.ContextValues["request_id"], finish.Context.RequestId);
    }

    [Fact]
    public async Task Tags_of_its_ports_are_saved_with_the_launch()
    {
        _boot.Args["requested_networks"]!["nova_object.data"]!["objects"]![0]!["nova_object.data"]!["tag"] = "front";
        var recorded = false;
        // The fake driver makes a drive before it spawns, and that would wait for what waits for the spawn here.
        _boot.InstanceData["config_drive"] = "";
        var spawned = new TaskCompletionSource();
        _harness.Driver.On["spawn"] = _ =>
        {
            spawned.SetResult();
            return Task.CompletedTask;
        };
        _harness.Network.OnRecord = async token =>
        {
            await spawned.Task.WaitAsync(token);
            recorded = true;
        };
        _harness.Conductor.Answers["VirtualInterfaceList.get_by_instance_uuid"] = (_, _) =>
        {
            Assert.True(recorded);
            return _harness.Conductor.List("VirtualInterfaceList", "VirtualInterface", [new JObject { ["address"] = "fa:16:3e:00:00:01/x", ["tag"] = "front" }]);
        };
        await _harness.BuildAsync(_boot);
        Assert.Equal("active", (string?)_row["vm_state"]);
        var device = _row["device_metadata"]!["nova_object.data"]!["devices"]!.Single()["nova_object.data"]!;
        Assert.Equal(("fa:16:3e:00:00:01", "front"), ((string?)device["mac"], (string?)device["tags"]!.Single()));
    }

    [Fact]
    public async Task A_guest_that_ends_soon_after_the_build_is_in_error_with_the_reason()
    {
        _harness.Driver.OnConfirmStart = () => Task.FromResult<NovaException?>(new ImageUnacceptable("image", "its process exited at once"));
        await _harness.BuildAsync(_boot);

        Assert.Equal(("error", null, 4), ((string?)_row["vm_state"], (string?)_row["task_state"], (int)_row["power_state"]!));
        Assert.Contains("its process exited at once", Fault(), StringComparison.Ordinal);
        Assert.Equal(["spawn"], _harness.Driver.Calls);
        var kwargs = _harness.Conductor.Calls.Last(c => c.Name == "Instance.save").Kwargs;
        Assert.Equal(
            ("[null]", "[\"active\"]"),
            (kwargs["expected_task_state"]!.ToString(Newtonsoft.Json.Formatting.None), kwargs["expected_vm_state"]!.ToString(Newtonsoft.Json.Formatting.None)));
    }

    [Fact]
    public async Task A_guest_that_ends_soon_and_is_being_deleted_already_is_left_alone()
    {
        _harness.Driver.OnConfirmStart = () =>
        {
            _row["task_state"] = "deleting";
            return Task.FromResult<NovaException?>(new ImageUnacceptable("image", "its process exited at once"));
        };
        await _harness.BuildAsync(_boot);
        Assert.NotEqual("error", (string?)_row["vm_state"]);
        Assert.Equal("deleting", (string?)_row["task_state"]);
    }

    [Fact]
    public async Task Networks_that_fail_after_the_ports_were_bound_fail_the_build()
    {
        _harness.Network.OnRecord = _ => throw new NoMoreFixedIps("net");
        await _harness.BuildAsync(_boot);
        Assert.Equal("error", (string?)_row["vm_state"]);
        Assert.Contains("destroy", _harness.Driver.Calls);
        Assert.Contains("deallocate", _harness.Network.Calls);
    }

    [Fact]
    public async Task A_start_that_cannot_be_recorded_does_not_stop_the_build()
    {
        _harness.Conductor.Before = call => call.Name == "InstanceActionEvent.event_start" ? throw new TimeoutException("no answer") : Task.CompletedTask;
        await _harness.BuildAsync(_boot);
        Assert.Equal("active", (string?)_row["vm_state"]);
    }

    [Fact]
    public async Task The_schedulers_are_told_by_fanout()
    {
        await _harness.BuildAsync(_boot);
        var told = Assert.Single(_harness.Rpc.Sent);
        Assert.Equal(("update_instance_info", "scheduler", true, "4.2"), (told.Method, told.Target.Topic, told.Target.Fanout, told.Target.Version));
        Assert.Equal("InstanceList", (string?)told.Args["instance_info"]!["nova_object.name"]);
        Assert.Equal(ComputeHarness.Host, (string?)told.Args["host_name"]);
    }

    [Fact]
    public async Task The_request_stays_on_disk_until_the_last_save()
    {
        var during = new TaskCompletionSource<int>();
        _harness.Driver.On["spawn"] = _ =>
        {
            during.TrySetResult(_harness.IntentFiles.Count);
            return Task.CompletedTask;
        };
        await _harness.BuildAsync(_boot);
        Assert.Equal(1, await during.Task);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task An_unknown_failure_goes_to_another_host_with_everything_given_back_first()
    {
        _harness.Driver.On["spawn"] = _ => throw new InvalidOperationException("runc broke");
        await _harness.BuildAsync(_boot);

        var cast = _harness.Rpc.Sent.Single(s => s.Method == "build_instances");
        Assert.Equal(("conductor", "compute_task", "1.19"), (cast.Target.Topic, cast.Target.Namespace, cast.Target.Version));
        Assert.Equal(
            ["admin_password", "filter_properties", "host_lists", "image", "injected_files", "instances", "request_spec", "requested_networks", "security_groups"],
            cast.Args.Properties().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("runc broke", (string?)cast.Args["filter_properties"]!["retry"]!["exc_reason"]);
        Assert.Equal(1, (int)cast.Args["filter_properties"]!["retry"]!["num_attempts"]!);
        Assert.True(JToken.DeepEquals(new JArray(_boot.Args["host_list"]!), cast.Args["host_lists"]));

        Assert.Equal(["claim", "abort_claim", "delete_allocation", "build_failed"], _harness.Resources.Calls);
        Assert.Equal(["spawn", "destroy", "unplug_vifs"], _harness.Driver.Calls);
        Assert.Equal(["allocate", "deallocate"], _harness.Network.Calls);
        Assert.Equal(("scheduling", null), ((string?)_row["task_state"], (string?)_row["host"]));
        Assert.DoesNotContain("InstanceFault.create", _harness.Conductor.CallNames);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task Whatever_fails_while_cleaning_up_the_ports_go_and_another_host_is_asked()
    {
        _harness.Driver.On["spawn"] = _ => throw new InvalidOperationException("runc broke");
        _harness.Driver.On["unplug_vifs"] = _ => throw new IOException("ovsdb-server is away");
        var refused = false;
        _harness.Conductor.Before = call =>
        {
            if (refused || (string?)call.Data["system_metadata"]?["network_allocated"] != "False")
                return Task.CompletedTask;
            refused = true;
            throw new TimeoutException("conductor");
        };
        await _harness.BuildAsync(_boot);
        Assert.True(refused);
        Assert.Contains("deallocate", _harness.Network.Calls);
        Assert.Contains(_harness.Rpc.Sent, s => s.Method == "build_instances");
        Assert.Equal("scheduling", (string?)_row["task_state"]);
    }

    [Fact]
    public async Task What_cannot_be_handed_to_another_host_ends_in_error_instead_of_building_for_ever()
    {
        _harness.Driver.On["spawn"] = _ => throw new InvalidOperationException("runc broke");
        _harness.Resources.OnDeleteAllocation = () => throw new PlacementAPIConnectFailure();
        await _harness.BuildAsync(_boot);
        AssertError("runc broke");
        Assert.DoesNotContain(_harness.Rpc.Sent, s => s.Method == "build_instances");
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_fault_that_cannot_be_written_does_not_keep_the_instance_from_ending_in_error()
    {
        _harness.Driver.On["spawn"] = _ => throw new ImageUnacceptable("img", "not an archive");
        _harness.Conductor.Before = call => call.Name == "InstanceFault.create" ? throw new TimeoutException("conductor") : Task.CompletedTask;
        await _harness.BuildAsync(_boot);
        Assert.Equal(("error", null), ((string?)_row["vm_state"], (string?)_row["task_state"]));
    }

    [Fact]
    public async Task A_deletion_that_comes_while_a_failed_build_cleans_up_is_not_written_over()
    {
        _harness.Driver.On["spawn"] = _ => throw new InvalidOperationException("runc broke");
        var delete = Task.CompletedTask;
        _harness.Network.OnDeallocate = () =>
        {
            if (_row["task_state"]?.Value<string>() != "deleting")
            {
                // nova-api stores the task_state, then casts.
                _row["task_state"] = "deleting";
                delete = _harness.SendAsync(
                    "terminate_instance", new JObject { ["instance"] = _boot.Args["instance"]!.DeepClone(), ["bdms"] = JValue.CreateNull() },
                    _boot.ContextValues);
            }
            return Task.CompletedTask;
        };
        await _harness.BuildAsync(_boot);
        await delete;

        Assert.DoesNotContain(_harness.Rpc.Sent, s => s.Method == "build_instances");
        Assert.DoesNotContain("scheduling", _harness.Conductor.TaskStates);
        Assert.Empty(_harness.Conductor.Instances);
    }

    [Fact]
    public async Task A_full_disk_keeps_neither_a_build_nor_a_deletion_from_running()
    {
        // A file where the folder should be: no intent can be written.
        await File.WriteAllTextAsync(Path.Combine(_harness.State.Path, "intents"), "");
        await _harness.BuildAsync(_boot);
        Assert.Equal("active", (string?)_row["vm_state"]);
        await _harness.SendAsync(
            "terminate_instance", new JObject { ["instance"] = _boot.Args["instance"]!.DeepClone(), ["bdms"] = JValue.CreateNull() }, _boot.ContextValues);
        Assert.Empty(_harness.Conductor.Instances);
    }

    [Fact]
    public async Task Without_retry_information_it_ends_in_error()
    {
        ((JObject)_boot.Args["filter_properties"]!).Remove("retry");
        _harness.Driver.On["spawn"] = _ => throw new InvalidOperationException("runc broke");
        await _harness.BuildAsync(_boot);
        AssertError("runc broke");
        Assert.DoesNotContain(_harness.Rpc.Sent, s => s.Method == "build_instances");
    }

    [Fact]
    public async Task An_image_that_cannot_be_used_aborts_with_the_reason()
    {
        _harness.Driver.On["spawn"] = _ => throw new ImageUnacceptable("img", "not an archive");
        await _harness.BuildAsync(_boot);
        AssertError($"Build of instance {_boot.InstanceUuid} aborted: Image img is unacceptable: not an archive");
        Assert.Equal(["claim", "abort_claim", "delete_allocation", "build_failed"], _harness.Resources.Calls);
        // nova: the failure has been dealt with, so the event ends well; the fault tells.
        var finish = _harness.Conductor.Calls.Single(c => c.Name == "InstanceActionEvent.event_finish_with_failure");
        Assert.Null((string?)finish.Kwargs["exc_tb"]);
    }

    [Fact]
    public async Task A_failure_of_Neutron_surfaces_in_the_spawn()
    {
        _harness.Network.OnAllocate = _ => throw new NoMoreFixedIps("net");
        await _harness.BuildAsync(_boot);
        Assert.Equal("error", (string?)_row["vm_state"]);
        Assert.Contains("not rescheduling", Fault(), StringComparison.Ordinal);
        Assert.Contains("deallocate", _harness.Network.Calls);
    }

    [Fact]
    public async Task Networks_are_tried_again_as_configured()
    {
        using var harness = new ComputeHarness(o => o with { NetworkAllocateRetries = 1 });
        harness.Store(_boot);
        var attempts = 0;
        harness.Network.OnAllocate = _ => ++attempts == 1 ? throw new InvalidOperationException("first") : Task.CompletedTask;
        await harness.BuildAsync(_boot);
        Assert.Equal("active", (string?)harness.Conductor.Instances[_boot.InstanceUuid]["vm_state"]);
    }

    [Fact]
    public async Task A_claim_that_fails_ends_the_allocation_beside_it_and_takes_its_ports_back()
    {
        using var harness = new ComputeHarness(o => o with { NetworkAllocateRetries = 1 });
        harness.Store(_boot);
        var made = new TaskCompletionSource();
        harness.Network.OnAllocate = _ =>
        {
            made.TrySetResult();
            return Task.CompletedTask;
        };
        harness.Resources.OnClaim = async () =>
        {
            await made.Task.WaitAsync(TimeSpan.FromSeconds(30));
            throw new ComputeResourcesUnavailable("full");
        };
        await harness.BuildAsync(_boot);
        Assert.Equal(["allocate", "deallocate"], harness.Network.Calls);
        Assert.DoesNotContain("networking", harness.Conductor.TaskStates);
        Assert.Single(harness.Rpc.Sent, s => s.Method == "build_instances");
    }

    [Fact]
    public async Task A_volume_is_refused_in_words()
    {
        _boot.Args["block_device_mapping"]!["nova_object.data"]!["objects"]![0]!["nova_object.data"]!["destination_type"] = "volume";
        await _harness.BuildAsync(_boot);
        Assert.Contains("Volumes are not supported", Fault(), StringComparison.Ordinal);
        Assert.Equal("error", (string?)_row["vm_state"]);
    }

    [Fact]
    public async Task A_guest_that_cannot_be_removed_keeps_the_build_from_other_hosts()
    {
        _harness.Driver.On["spawn"] = _ => throw new InvalidOperationException("runc broke");
        _harness.Driver.On["destroy"] = _ => throw new InvalidOperationException("device busy");
        await _harness.BuildAsync(_boot);
        AssertError($"Build of instance {_boot.InstanceUuid} aborted: runc broke");
        Assert.DoesNotContain(_harness.Rpc.Sent, s => s.Method == "build_instances");
    }

    [Fact]
    public async Task An_instance_that_is_being_deleted_is_given_up_without_error()
    {
        _harness.Driver.On["spawn"] = _ =>
        {
            _row["task_state"] = "deleting";
            return Task.CompletedTask;
        };
        await _harness.BuildAsync(_boot);
        Assert.Equal("building", (string?)_row["vm_state"]);
        Assert.DoesNotContain("InstanceFault.create", _harness.Conductor.CallNames);
        Assert.Contains("delete_allocation", _harness.Resources.Calls);
        Assert.Empty(_harness.Driver.Guests);
    }

    [Fact]
    public async Task A_duplicate_of_a_build_that_runs_already_is_left_alone()
    {
        _row["task_state"] = "spawning";
        await _harness.BuildAsync(_boot);
        Assert.DoesNotContain("claim", _harness.Resources.Calls);
        Assert.Equal("spawning", (string?)_row["task_state"]);
    }

    [Fact]
    public async Task Deleting_interrupts_a_build_that_waits_for_Neutron()
    {
        _harness.Network.Active = false;
        await _harness.SendAsync(_boot);
        await Eventually.TrueAsync(() => _harness.Driver.Calls.Contains("spawn"), "the build waits for network-vif-plugged");

        var delete = Fixture.Request("delete");
        _row["task_state"] = "deleting";
        var args = (JObject)delete.Args.DeepClone();
        args["instance"] = FakeConductor.Envelope(_harness.Conductor.Profile, "Instance", _row);
        await _harness.SendAsync("terminate_instance", args, delete.ContextValues);
        await _harness.IdleAsync();

        Assert.False(_harness.Conductor.Instances.ContainsKey(_boot.InstanceUuid));
        Assert.Empty(_harness.Driver.Guests);
        Assert.Empty(_harness.IntentFiles);
        Assert.DoesNotContain("InstanceFault.create", _harness.Conductor.CallNames);
    }

    [Fact]
    public async Task The_event_arrives_while_the_build_holds_the_instance()
    {
        _harness.Network.Active = false;
        await _harness.SendAsync(_boot);
        await Eventually.TrueAsync(() => _harness.Driver.Calls.Contains("spawn"), "the build waits for network-vif-plugged");
        Assert.Equal("building", (string?)_row["vm_state"]);

        await _harness.WiredAsync(_boot);
        await _harness.IdleAsync();
        Assert.Equal("active", (string?)_row["vm_state"]);
        Assert.Equal(PowerState.Running, _harness.Driver.Guests[_boot.InstanceUuid]);
    }

    /// <summary>One that an earlier run of the service plugged.</summary>
    [Fact]
    public async Task A_port_that_is_wired_while_Neutron_answers_is_not_waited_for_in_vain()
    {
        _harness.Network.Active = false;
        _harness.Network.OnAllocate = _ => _harness.WiredAsync(_boot);
        await _harness.BuildAsync(_boot);
        Assert.Equal("active", (string?)_row["vm_state"]);
    }

    [Fact]
    public async Task No_more_builds_at_once_than_configured()
    {
        using var harness = new ComputeHarness(o => o with { MaxConcurrentBuilds = 1 });
        var gate = new TaskCompletionSource();
        harness.Driver.On["spawn"] = _ => gate.Task;
        var uuids = new[] { Guid.NewGuid().ToString(), Guid.NewGuid().ToString() };
        foreach (var uuid in uuids)
        {
            var request = Fixture.Request("boot");
            request.InstanceData["uuid"] = uuid;
            harness.Store(request);
            await harness.SendAsync(request);
        }
        await Eventually.TrueAsync(() => harness.Driver.Calls.Count == 1, "one build spawns");
        Assert.Equal(2, harness.Wiring.Background.Count);
        Assert.Single(harness.Resources.Calls, "claim");
        gate.SetResult();
        await harness.IdleAsync();
        Assert.All(uuids, uuid => Assert.Equal("active", (string?)harness.Conductor.Instances[uuid]["vm_state"]));
    }

    [Fact]
    public async Task A_group_violation_is_no_failure_of_the_host()
    {
        _boot.Args["request_spec"]!["nova_object.data"]!["scheduler_hints"] = new JObject { ["group"] = new JArray("g") };
        var group = FakeConductor.Envelope(_harness.Conductor.Profile, "InstanceGroup", new JObject
        {
            ["uuid"] = "1a8f2b6c-0000-4000-8000-000000000001",
            ["policy"] = "anti-affinity",
            ["rules"] = new JObject(),
            ["members"] = new JArray(_boot.InstanceUuid, "other"),
        });
        _harness.Conductor.Answers["InstanceGroup.get_by_hint"] = (_, _) => group.DeepClone();
        _harness.Conductor.Answers["InstanceGroup.get_by_uuid"] = (_, _) => group.DeepClone();
        _harness.Conductor.Answers["InstanceList.get_uuids_by_host"] = (_, _) => new JArray("other");
        await _harness.BuildAsync(_boot);
        Assert.Single(_harness.Rpc.Sent, s => s.Method == "build_instances");
        Assert.DoesNotContain("build_failed", _harness.Resources.Calls);
        Assert.DoesNotContain("spawn", _harness.Driver.Calls);
    }

    private string Fault() => (string)_harness.Conductor.Calls.Single(c => c.Name == "InstanceFault.create").Data["message"]!;

    private void AssertError(string fault)
    {
        Assert.Equal(("error", null, null), ((string?)_row["vm_state"], (string?)_row["task_state"], (string?)_row["host"]));
        Assert.Equal(fault, Fault());
        Assert.Empty(_harness.IntentFiles);
        Assert.Empty(_harness.Driver.Guests);
    }

    // Keystone gives roles in any order.
    private static string Sorted(string? roles) => string.Join(",", (roles ?? "").Split(',').OrderBy(r => r == "admin" ? 0 : r == "reader" ? 1 : 2));
}
