using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Virt.Hardware;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Resources;

public class PlacementReporterTests
{
    [Fact]
    public async Task The_provider_gets_inventories_and_traits()
    {
        using var host = await new HostFixture(configure: o => o with { ReservedHostDiskMb = 100 }).StartedAsync();

        var (uuid, provider) = host.Placement.Providers.Single();
        Assert.Equal(host.Tracker.ComputeNode!.Uuid, uuid);
        Assert.Equal("node1", provider.Name);
        Assert.Equal((4, 0, 16m), Inventory(provider.Inventories, "VCPU"));
        Assert.Equal((8000, 512, 1.5m), Inventory(provider.Inventories, "MEMORY_MB"));
        Assert.Equal((100, 1, 1m), Inventory(provider.Inventories, "DISK_GB"));
        Assert.Equal(["COMPUTE_DEVICE_TAGGING", "COMPUTE_IMAGE_TYPE_RAW", "COMPUTE_NET_ATTACH_INTERFACE_WITH_TAG", "COMPUTE_NODE"], provider.Traits.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Dedicated_cpus_are_an_inventory_of_their_own_that_nobody_overcommits()
    {
        using var host = new HostFixture(configure: o => o with { CpuAllocationRatio = 16 });
        host.Inventory = host.WithCpus(new CpuSets(Dedicated: [2, 3, 6], Shared: [0]), threads: 2);
        await host.StartedAsync();
        var provider = host.Placement.Providers.Values.Single();
        Assert.Equal((1, 0, 16m), Inventory(provider.Inventories, "VCPU"));
        Assert.Equal((3, 0, 1m), Inventory(provider.Inventories, "PCPU"));
        Assert.Equal(3, (int)provider.Inventories["PCPU"]!["max_unit"]!);
        Assert.Contains("HW_CPU_HYPERTHREADING", provider.Traits);

        // Dedicated CPUs alone: nothing is shared. Without threads the trait goes.
        host.Inventory = host.WithCpus(new CpuSets(Dedicated: [2, 3]), threads: 1);
        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);
        Assert.Null(provider.Inventories["VCPU"]);
        Assert.Equal((2, 0, 1m), Inventory(provider.Inventories, "PCPU"));
        Assert.DoesNotContain("HW_CPU_HYPERTHREADING", provider.Traits);
        Assert.Equal(0, host.Conductor.LastData("ComputeNode.save").Value<int>("vcpus"));

        host.Inventory = host.WithCpus(CpuSets.None, threads: 1);
        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: false, default);
        Assert.Equal(8, Inventory(provider.Inventories, "VCPU").Total);
        Assert.Null(provider.Inventories["PCPU"]);
    }

    [Fact]
    public async Task Nothing_changed_costs_no_request_until_it_may_be_old()
    {
        using var host = await new HostFixture().StartedAsync();
        host.Placement.Requests.Clear();

        await host.Reporter.UpdateProviderAsync(host.Context, host.Tracker.ComputeNode!, host.Inventory, default);
        Assert.Empty(host.Placement.Requests);

        host.Time.Advance(TimeSpan.FromSeconds(301));
        await host.Reporter.UpdateProviderAsync(host.Context, host.Tracker.ComputeNode!, host.Inventory, default);
        Assert.NotEmpty(host.Placement.Requests);
        Assert.All(host.Placement.Requests, r => Assert.StartsWith("GET", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ratio_set_through_placement_stays_and_a_configured_one_wins()
    {
        using var host = await new HostFixture(configure: o => o with { RamAllocationRatio = 2.0 }).StartedAsync();
        var provider = host.Placement.Providers.Values.Single();
        provider.Inventories["VCPU"]!["allocation_ratio"] = 3.5;
        provider.Inventories["MEMORY_MB"]!["allocation_ratio"] = 3.5;
        provider.Generation++;
        host.Time.Advance(TimeSpan.FromSeconds(301));

        await host.Reporter.UpdateProviderAsync(host.Context, host.Tracker.ComputeNode!, host.Inventory, default);

        Assert.Equal(3.5m, Inventory(provider.Inventories, "VCPU").Ratio);
        Assert.Equal(2.0m, Inventory(provider.Inventories, "MEMORY_MB").Ratio);
    }

    [Fact]
    public async Task Traits_of_others_stay_and_the_status_follows_the_service()
    {
        using var host = await new HostFixture("34").StartedAsync();
        var provider = host.Placement.Providers.Values.Single();
        Assert.Contains("OWNER_NOVA", provider.Traits);
        provider.Traits.AddRange(["CUSTOM_RACK_7", "COMPUTE_TRUSTED_CERTS"]);
        host.Placement.KnownTraits.UnionWith(["CUSTOM_RACK_7", "COMPUTE_TRUSTED_CERTS"]);
        provider.Generation++;
        host.Conductor.Service!["disabled"] = true;
        host.Time.Advance(TimeSpan.FromSeconds(301));

        await host.Reporter.UpdateProviderAsync(host.Context, host.Tracker.ComputeNode!, host.Inventory, default);

        Assert.Equal(
            ["COMPUTE_DEVICE_TAGGING", "COMPUTE_IMAGE_TYPE_RAW", "COMPUTE_NET_ATTACH_INTERFACE_WITH_TAG", "COMPUTE_NODE", "COMPUTE_STATUS_DISABLED", "CUSTOM_RACK_7", "OWNER_NOVA"], provider.Traits.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_generation_conflict_is_repeated_with_what_is_there_now()
    {
        using var host = await new HostFixture().StartedAsync();
        var provider = host.Placement.Providers.Values.Single();
        var conflicts = 0;
        host.Placement.Before = line =>
        {
            if (line.StartsWith("PUT /resource_providers", StringComparison.Ordinal) && conflicts++ < 2)
                provider.Generation++;
        };

        await host.Reporter.UpdateComputeProviderStatusAsync(host.Context, host.Tracker.ComputeNode!.Uuid, enabled: false, default);

        Assert.Contains("COMPUTE_STATUS_DISABLED", provider.Traits);
        Assert.Equal(3, conflicts);
        await host.Reporter.UpdateComputeProviderStatusAsync(host.Context, host.Tracker.ComputeNode.Uuid, enabled: true, default);
        Assert.DoesNotContain("COMPUTE_STATUS_DISABLED", provider.Traits);
    }

    [Fact]
    public async Task Endless_conflicts_end()
    {
        using var host = await new HostFixture().StartedAsync();
        var provider = host.Placement.Providers.Values.Single();
        host.Placement.Before = line => provider.Generation += line.StartsWith("PUT", StringComparison.Ordinal) ? 1 : 0;

        await Assert.ThrowsAsync<ResourceProviderUpdateConflict>(
            () => host.Reporter.UpdateComputeProviderStatusAsync(host.Context, host.Tracker.ComputeNode!.Uuid, enabled: false, default));
    }

    [Fact]
    public async Task A_name_taken_by_an_old_provider_says_what_to_do()
    {
        using var host = new HostFixture();
        host.Placement.Providers["old-uuid"] = new("node1");
        await host.Service.EnsureAsync(host.Context, default);

        await host.Tracker.UpdateAvailableResourceAsync(host.Context, startup: true, default);

        Assert.Contains(host.Log.Lines, l => l.Message.Contains("old-uuid", StringComparison.Ordinal) && l.Message.Contains("resource provider delete", StringComparison.Ordinal));
        Assert.Contains(host.Log.Lines, l => l.Exception is ResourceProviderCreationFailed);
        Assert.NotNull(host.Tracker.ComputeNode);
    }

    [Fact]
    public async Task Allocations_are_read_deleted_and_moved()
    {
        using var host = await new HostFixture().StartedAsync();
        host.Placement.Consumers["instance"] = Held("rp1", 3);
        Assert.True((await host.Reporter.GetAllocationsForConsumerAsync("instance", default)).ContainsKey("rp1"));

        Assert.True(await host.Reporter.DeleteAllocationForInstanceAsync(host.Context, "instance", force: false, default));
        Assert.False(await host.Reporter.DeleteAllocationForInstanceAsync(host.Context, "instance", force: false, default));
        Assert.False(await host.Reporter.DeleteAllocationForInstanceAsync(host.Context, "instance", force: true, default));

        host.Placement.Consumers["migration"] = Held("rp1", 1);
        await host.Reporter.MoveAllocationsAsync(host.Context, "migration", "instance", default);
        await host.Reporter.MoveAllocationsAsync(host.Context, "migration", "instance", default);
        Assert.Equal("instance", host.Placement.Consumers.Keys.Single());
    }

    [Fact]
    public async Task An_allocation_changed_in_between_is_not_deleted_unless_forced()
    {
        using var host = await new HostFixture().StartedAsync();
        host.Placement.Consumers["instance"] = Held("rp1", 3);
        host.Placement.Before = line =>
        {
            if (line.StartsWith("PUT", StringComparison.Ordinal))
                host.Placement.Consumers["instance"] = Held("rp1", 4);
        };

        await Assert.ThrowsAsync<AllocationDeleteFailed>(() => host.Reporter.DeleteAllocationForInstanceAsync(host.Context, "instance", force: false, default));
        Assert.True(await host.Reporter.DeleteAllocationForInstanceAsync(host.Context, "instance", force: true, default));
    }

    [Fact]
    public async Task One_provider_is_taken_out_of_an_allocation()
    {
        using var host = await new HostFixture().StartedAsync();
        var ours = host.Tracker.ComputeNode!.Uuid;
        host.Placement.Consumers["instance"] = Held(ours, 1);
        host.Placement.Consumers["instance"]["allocations"]!["other"] = new JObject();

        await host.Reporter.RemoveProviderFromAllocationAsync(host.Context, "instance", ours, default);

        Assert.Equal("other", ((JObject)host.Placement.Consumers["instance"]["allocations"]!).Properties().Single().Name);
    }

    private static JObject Held(string provider, int generation) => new()
    {
        ["allocations"] = new JObject { [provider] = new JObject() },
        ["consumer_generation"] = generation,
        ["project_id"] = "p",
        ["user_id"] = "u",
    };

    private static (int Total, int Reserved, decimal Ratio) Inventory(JObject inventories, string name) =>
        (inventories[name]!.Value<int>("total"), inventories[name]!.Value<int>("reserved"), inventories[name]!.Value<decimal>("allocation_ratio"));
}
