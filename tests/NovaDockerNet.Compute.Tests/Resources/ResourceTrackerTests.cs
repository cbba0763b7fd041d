using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Resources;

public class ResourceTrackerTests
{
    [Theory]
    [InlineData("26", 16.0, 1.5)]
    [InlineData("31", 4.0, 1.0)]
    public async Task A_new_host_gets_a_node_as_nova_makes_it(string release, double cpuRatio, double ramRatio)
    {
        using var host = await new HostFixture(release).StartedAsync();

        var made = host.Conductor.Actions.Single(a => a.Name == "ComputeNode.create");
        Assert.Equal("node1", made.Data.Value<string>("host"));
        Assert.Equal("docker", made.Data.Value<string>("hypervisor_type"));
        Assert.Equal("10.0.0.1", made.Data.Value<string>("host_ip"));
        Assert.Equal("""{"failed_builds":"0"}""", made.Data["stats"]!.ToString(Newtonsoft.Json.Formatting.None));
        Assert.Equal(["x86_64", "docker", "exe"], made.Data["supported_hv_specs"]![0]!["nova_object.data"]!.Values().Select(v => (string)v!));
        Assert.Equal(cpuRatio, made.Data.Value<double>("cpu_allocation_ratio"));
        Assert.Equal(ramRatio, made.Data.Value<double>("ram_allocation_ratio"));
        // What nova 26 and 31 were seen to send on create.
        string[] fields =
        [
            "host", "vcpus", "memory_mb", "local_gb", "vcpus_used", "memory_mb_used", "local_gb_used", "hypervisor_type", "hypervisor_version",
            "hypervisor_hostname", "cpu_info", "disk_available_least", "stats", "host_ip", "numa_topology", "supported_hv_specs",
            "cpu_allocation_ratio", "ram_allocation_ratio", "disk_allocation_ratio",
        ];
        string[] identity = release == "26" ? [] : ["uuid", "service_id"];
        Assert.Equal(fields.Concat(identity).Order(StringComparer.Ordinal), made.Changes.Values<string>().Order(StringComparer.Ordinal));

        var saved = host.Conductor.Actions.Single(a => a.Name == "ComputeNode.save");
        Assert.Equal(512, saved.Data.Value<int>("memory_mb_used"));
        Assert.Equal(7488, saved.Data.Value<int>("free_ram_mb"));
        Assert.Equal(100, saved.Data.Value<int>("free_disk_gb"));
        Assert.Equal("[]", saved.Data.Value<string>("metrics"));
        Assert.Equal(0, saved.Data.Value<int>("running_vms"));
    }

    [Fact]
    public async Task An_audit_counts_what_is_assigned_to_the_host()
    {
        using var host = await new HostFixture(configure: o => o with { ReservedHostDiskMb = 2048, ReservedHostCpus = 1 }).StartedAsync();
        host.Conductor.AddInstance("11111111-1111-1111-1111-111111111111", "active", swap: 512);
        host.Conductor.AddInstance("22222222-2222-2222-2222-222222222222", "stopped", "powering-on", memoryMb: 128, swap: 2048);
        host.Conductor.AddInstance("33333333-3333-3333-3333-333333333333", "shelved_offloaded");

        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);

        var saved = host.Conductor.LastData("ComputeNode.save");
        Assert.Equal(512 + 64 + 128, saved.Value<int>("memory_mb_used"));
        Assert.Equal(1 + 2, saved.Value<int>("vcpus_used"));
        // Half a GB of swap is cut off, 2 GB are not.
        Assert.Equal(2 + 3 + 3 + 2, saved.Value<int>("local_gb_used"));
        Assert.Equal(90, saved.Value<int>("free_disk_gb"));
        Assert.Equal(2, saved.Value<int>("running_vms"));
        Assert.Equal(1, saved.Value<int>("current_workload"));
        var stats = saved["stats"]!;
        Assert.Equal("2", stats.Value<string>("num_instances"));
        Assert.Equal("1", stats.Value<string>("num_vm_active"));
        Assert.Equal("1", stats.Value<string>("num_task_powering-on"));
        Assert.Equal("1", stats.Value<string>("num_task_None"));
        Assert.Equal("2", stats.Value<string>("num_os_type_None"));
        Assert.Equal("2", stats.Value<string>("num_proj_p1"));
        Assert.Equal("0", stats.Value<string>("io_workload"));
    }

    [Fact]
    public async Task A_volume_backed_root_disk_takes_no_space_and_nothing_changed_is_not_saved()
    {
        using var host = await new HostFixture().StartedAsync();
        host.Conductor.AddInstance(HostFixture.Uuid);
        host.Conductor.Bdms.Add(new JObject { ["boot_index"] = 0, ["destination_type"] = "volume", ["instance_uuid"] = HostFixture.Uuid });

        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);
        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);

        Assert.Equal(1, host.Conductor.LastData("ComputeNode.save").Value<int>("local_gb_used"));
        Assert.Equal(2, host.Conductor.Count("ComputeNode.save"));
        Assert.Equal(1, host.Conductor.Count("BlockDeviceMappingList.get_by_instance_uuids"));
    }

    [Theory]
    [InlineData("26")]
    [InlineData("31")]
    public async Task A_claim_marks_the_instance_and_an_abort_takes_it_back(string release)
    {
        using var host = await new HostFixture(release).StartedAsync();
        var instance = host.NewInstance();

        var claim = await host.Tracker.InstanceClaimAsync(host.Context, instance, "node1", null, [], default);

        var claimed = host.Conductor.Actions.Last(a => a.Name == "Instance.save");
        Assert.Equal("node1", claimed.Data.Value<string>("host"));
        Assert.Equal("node1", claimed.Data.Value<string>("launched_on"));
        Assert.Equal("node1", claimed.Data.Value<string>("node"));
        Assert.Equal(release == "26", claimed.Data["compute_id"] is null);
        Assert.Equal(512 + 64, host.Conductor.LastData("ComputeNode.save").Value<int>("memory_mb_used"));
        Assert.Equal("1", host.Conductor.LastData("ComputeNode.save")["stats"]!.Value<string>("num_instances"));

        await claim.AbortAsync(default);
        await claim.AbortAsync(default);

        var aborted = host.Conductor.Actions.Last(a => a.Name == "Instance.save");
        Assert.Equal(JTokenType.Null, aborted.Data["host"]!.Type);
        Assert.Equal(JTokenType.Null, aborted.Data["node"]!.Type);
        Assert.Null(instance.Host);
        Assert.Equal(512, host.Conductor.LastData("ComputeNode.save").Value<int>("memory_mb_used"));
        Assert.Equal(0, host.Conductor.LastData("ComputeNode.save").Value<int>("running_vms"));
        Assert.Equal(2, host.Conductor.Count("Instance.save"));
    }

    [Fact]
    public async Task Aborting_the_claim_of_a_deleted_instance_still_gives_the_resources_back()
    {
        using var host = await new HostFixture().StartedAsync();
        var claim = await host.Tracker.InstanceClaimAsync(host.Context, host.NewInstance(), "node1", null, [], default);
        host.Conductor.Failures["Instance.save"] = new InstanceNotFound(HostFixture.Uuid);

        await claim.AbortAsync(default);

        Assert.Equal(512, host.Conductor.LastData("ComputeNode.save").Value<int>("memory_mb_used"));
    }

    [Fact]
    public async Task A_claim_for_another_node_or_for_pci_devices_is_refused()
    {
        using var host = await new HostFixture().StartedAsync();
        var wanting = host.NewInstance();
        wanting.Envelope["nova_object.data"]!["pci_requests"] = host.Conductor.Envelope("InstancePCIRequests", new JObject
        {
            ["instance_uuid"] = HostFixture.Uuid,
            ["requests"] = new JArray(host.Conductor.Envelope("InstancePCIRequest", new JObject { ["count"] = 1 })),
        });

        await Assert.ThrowsAsync<ComputeResourcesUnavailable>(() => host.Tracker.InstanceClaimAsync(host.Context, host.NewInstance(), "other", null, [], default));
        await Assert.ThrowsAsync<ComputeResourcesUnavailable>(() => host.Tracker.InstanceClaimAsync(host.Context, wanting, "node1", null, [], default));

        Assert.Equal(0, host.Conductor.Count("Instance.save"));
    }

    [Fact]
    public async Task Usage_follows_the_instance_until_it_is_deleted()
    {
        using var host = await new HostFixture().StartedAsync();
        var instance = host.NewInstance();
        await host.Tracker.UpdateUsageAsync(host.Context, instance, default);
        Assert.Equal(1, host.Conductor.Count("ComputeNode.save"));

        await host.Tracker.InstanceClaimAsync(host.Context, instance, "node1", null, [], default);
        instance.VmState = VmState.Active;
        instance.TaskState = null;
        await host.Tracker.UpdateUsageAsync(host.Context, instance, default);
        Assert.Equal("1", host.Conductor.LastData("ComputeNode.save")["stats"]!.Value<string>("num_vm_active"));
        Assert.Equal("0", host.Conductor.LastData("ComputeNode.save")["stats"]!.Value<string>("num_vm_building"));

        instance.VmState = VmState.Deleted;
        await host.Tracker.UpdateUsageAsync(host.Context, instance, default);
        Assert.Equal(512, host.Conductor.LastData("ComputeNode.save").Value<int>("memory_mb_used"));
        Assert.Equal("0", host.Conductor.LastData("ComputeNode.save")["stats"]!.Value<string>("num_instances"));
    }

    [Fact]
    public async Task Failed_builds_are_counted_across_audits()
    {
        using var host = await new HostFixture().StartedAsync();

        host.Tracker.BuildFailed("node1");
        host.Tracker.BuildFailed("node1");
        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);
        Assert.Equal("2", host.Conductor.LastData("ComputeNode.save")["stats"]!.Value<string>("failed_builds"));

        host.Tracker.BuildSucceeded("node1");
        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);
        Assert.Equal("0", host.Conductor.LastData("ComputeNode.save")["stats"]!.Value<string>("failed_builds"));
    }

    [Fact]
    public async Task An_outgoing_resize_holds_its_old_flavor_and_a_stale_migration_is_ended()
    {
        using var host = await new HostFixture().StartedAsync();
        var moved = host.Conductor.AddInstance(HostFixture.Uuid, "resized", host: "node2");
        host.Conductor.Answers["InstanceList.get_by_host_and_node"] = (_, _) => host.Conductor.Envelope("InstanceList", new JObject { ["objects"] = new JArray() });
        moved["old_flavor"] = host.Conductor.FlavorEnvelope(256, 0);
        moved["new_flavor"] = host.Conductor.FlavorEnvelope(512, 0);
        host.Conductor.Migrations.Add(new JObject
        {
            ["id"] = 7,
            ["uuid"] = "m",
            ["instance_uuid"] = HostFixture.Uuid,
            ["source_compute"] = "node1",
            ["source_node"] = "node1",
            ["dest_compute"] = "node2",
            ["dest_node"] = "node2",
            ["migration_type"] = "resize",
            ["status"] = "finished",
            ["old_instance_type_id"] = 1,
        });

        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);
        Assert.Equal(512 + 256, host.Conductor.LastData("ComputeNode.save").Value<int>("memory_mb_used"));

        moved["migration_context"] = host.Conductor.Envelope("MigrationContext", new JObject { ["migration_id"] = 8 });
        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);
        Assert.Equal("error", host.Conductor.LastData("Migration.save").Value<string>("status"));
        Assert.Equal(512, host.Conductor.LastData("ComputeNode.save").Value<int>("memory_mb_used"));
    }

    [Fact]
    public async Task Allocations_of_deleted_instances_are_removed_and_others_left_alone()
    {
        using var host = await new HostFixture().StartedAsync();
        var provider = host.Tracker.ComputeNode!.Uuid;
        foreach (var uuid in new[] { "deleted", "unknown", "elsewhere", "here" })
        {
            host.Placement.Consumers[uuid] = new JObject
            {
                ["allocations"] = new JObject { [provider] = new JObject() },
                ["consumer_generation"] = 1,
                ["project_id"] = "p",
                ["user_id"] = "u",
            };
        }

        var gone = host.Conductor.AddInstance("deleted", "deleted");
        gone["deleted"] = true;
        var elsewhere = host.Conductor.AddInstance("elsewhere", host: "node2");
        var here = host.Conductor.AddInstance("here");
        host.Conductor.Answers["InstanceList.get_by_host_and_node"] = (_, _) => host.Conductor.Envelope(
            "InstanceList", new JObject { ["objects"] = new JArray(host.Conductor.Envelope("Instance", here)) });

        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);

        Assert.Equal(["elsewhere", "here", "unknown"], host.Placement.Consumers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("node2", elsewhere.Value<string>("host"));
    }

    [Fact]
    public async Task Compute_id_is_filled_in_where_the_release_has_it()
    {
        using var host = await new HostFixture("31").StartedAsync();
        host.Conductor.AddInstance(HostFixture.Uuid);

        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);

        Assert.Equal(host.Tracker.ComputeNode!.Id, host.Conductor.LastData("Instance.save").Value<long>("compute_id"));
    }

    [Fact]
    public async Task A_failing_audit_is_logged_and_the_next_one_works()
    {
        using var host = await new HostFixture().StartedAsync();
        host.Placement.Away = true;
        host.Time.Advance(TimeSpan.FromMinutes(10));

        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);
        Assert.Contains(host.Log.AtLeast(LogLevel.Error), l => l.Exception is PlacementAPIConnectFailure);

        host.Placement.Away = false;
        host.Conductor.AddInstance(HostFixture.Uuid);
        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);
        Assert.Equal(1, host.Conductor.LastData("ComputeNode.save").Value<int>("running_vms"));
    }
}
