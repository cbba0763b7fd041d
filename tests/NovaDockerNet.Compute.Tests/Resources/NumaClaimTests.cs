using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Virt.Hardware;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Resources;

/// <summary>Servers with dedicated CPUs on a host that has three of them (1, 2, 3) and shares CPU 0.</summary>
public sealed class NumaClaimTests : IDisposable
{
    private readonly HostFixture _host = new();

    public NumaClaimTests() => _host.Inventory = _host.WithCpus(new CpuSets(Dedicated: [1, 2, 3], Shared: [0]));

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_claim_pins_saves_and_counts_and_an_abort_takes_all_of_it_back()
    {
        await _host.StartedAsync();
        Assert.Equal(("0", "1-3", ""), Cpus());
        var instance = Wanting(cpus: 2);

        var claim = await _host.Tracker.InstanceClaimAsync(_host.Context, instance, "node1", null, [], default);

        Assert.Equal([1, 2], Saved(_host.Conductor.LastData("Instance.save"))!.CpuPinning);
        Assert.Equal(("0", "1-3", "1-2"), Cpus());
        Assert.Equal(64, Cell().MemoryUsage);

        await claim.AbortAsync(default);
        Assert.Equal(("0", "1-3", ""), Cpus());
        Assert.Equal(0, Cell().MemoryUsage);
        var left = Saved(_host.Conductor.LastData("Instance.save"))!;
        Assert.Equal((0, -1L), (left.CpuPinning.Count, left.Cells[0].Id));
        // What a reschedule sends on.
        Assert.Empty(instance.NumaTopology!.CpuPinning);
    }

    [Fact]
    public async Task What_does_not_fit_fails_its_claim_and_leaves_nothing()
    {
        await _host.StartedAsync();
        await _host.Tracker.InstanceClaimAsync(_host.Context, Wanting(cpus: 2), "node1", null, [], default);
        var saves = _host.Conductor.Count("Instance.save");

        var refused = await Assert.ThrowsAsync<ComputeResourcesUnavailable>(() => _host.Tracker.InstanceClaimAsync(
            _host.Context, Wanting(cpus: 2, uuid: "22222222-2222-2222-2222-222222222222"), "node1", null, [], default));

        Assert.Contains("NUMA topology cannot fit", refused.Message, StringComparison.Ordinal);
        Assert.Equal(saves, _host.Conductor.Count("Instance.save"));
        Assert.Equal("1-2", Cpus().Pinned);
    }

    [Fact]
    public async Task Limits_of_the_scheduler_hold_what_shares_cpus()
    {
        await _host.StartedAsync();
        var limits = _host.Conductor.Profile.Create<NumaTopologyLimits>();
        limits.CpuAllocationRatio = 1;
        limits.RamAllocationRatio = 1;
        var asDictionary = new JObject { ["numa_topology"] = limits.ToPrimitive() };
        await _host.Tracker.InstanceClaimAsync(_host.Context, Wanting(1, policy: null), "node1", null, asDictionary, default);
        Assert.Equal(1, Cell().CpuUsage);

        var asObject = _host.Conductor.Envelope("SchedulerLimits", (JObject)asDictionary.DeepClone());
        await Assert.ThrowsAsync<ComputeResourcesUnavailable>(() => _host.Tracker.InstanceClaimAsync(
            _host.Context, Wanting(1, policy: null, uuid: "22222222-2222-2222-2222-222222222222"), "node1", null, asObject, default));
    }

    [Fact]
    public async Task An_audit_counts_pins_and_a_deletion_frees_them()
    {
        var row = _host.Conductor.AddInstance(HostFixture.Uuid);
        row["numa_topology"] = Pinned(3).ToPrimitive();
        await _host.StartedAsync();
        Assert.Equal("3", Cpus().Pinned);
        await _host.Tracker.UpdateAvailableResourceAsync(_host.Context, startup: false, default);
        Assert.Equal("3", Cpus().Pinned);

        var instance = Instance.View(_host.Conductor.Envelope("Instance", row));
        instance.VmState = VmState.Deleted;
        await _host.Tracker.UpdateUsageAsync(_host.Context, instance, default);
        Assert.Equal("", Cpus().Pinned);
    }

    [Fact]
    public async Task A_deletion_that_knows_other_cpus_than_were_counted_goes_on_and_the_audit_puts_it_right()
    {
        var row = _host.Conductor.AddInstance(HostFixture.Uuid);
        row["numa_topology"] = Pinned(3).ToPrimitive();
        await _host.StartedAsync();
        var instance = Instance.View(_host.Conductor.Envelope("Instance", row));
        instance.NumaTopology = Pinned(2);
        instance.VmState = VmState.Deleted;

        await _host.Tracker.UpdateUsageAsync(_host.Context, instance, default);

        Assert.Equal("3", Cpus().Pinned);
        Assert.Equal(512, _host.Conductor.LastData("ComputeNode.save").Value<int>("memory_mb_used"));
        _host.Conductor.Instances.Clear();
        await _host.Tracker.UpdateAvailableResourceAsync(_host.Context, startup: false, default);
        Assert.Equal("", Cpus().Pinned);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_resize_holds_both_until_it_is_confirmed_or_reverted(bool confirm)
    {
        await _host.StartedAsync();
        var instance = Wanting(cpus: 1);
        await _host.Tracker.InstanceClaimAsync(_host.Context, instance, "node1", null, [], default);
        var flavor = Flavor(vcpus: 2, ("hw:cpu_policy", "dedicated"));
        instance.OldFlavor = instance.Flavor;
        instance.NewFlavor = flavor;
        var migration = Resizing();

        await _host.Tracker.ResizeClaimAsync(_host.Context, instance, flavor, "node1", migration, [], default);

        Assert.Equal("1-3", Cpus().Pinned);
        Assert.Equal([1], instance.MigrationContext!.OldNumaTopology!.CpuPinning);
        Assert.Equal([2, 3], instance.MigrationContext!.NewNumaTopology!.CpuPinning);

        if (confirm)
        {
            instance.NumaTopology = instance.MigrationContext!.NewNumaTopology;
            await _host.Tracker.DropMoveClaimAtSourceAsync(_host.Context, instance, migration, default);
            Assert.Equal("2-3", Cpus().Pinned);
        }
        else
        {
            instance.NumaTopology = instance.MigrationContext!.NewNumaTopology;
            await _host.Tracker.DropMoveClaimAtDestAsync(_host.Context, instance, migration, default);
            Assert.Equal("1", Cpus().Pinned);
            Assert.Equal([1], instance.NumaTopology!.CpuPinning);
        }
    }

    [Fact]
    public async Task The_image_of_the_server_counts_as_its_flavor_does()
    {
        await _host.StartedAsync();
        var instance = _host.NewInstance();
        instance.SystemMetadata = instance.SystemMetadata.Add("image_hw_cpu_policy", "dedicated");
        instance.NewFlavor = Flavor(vcpus: 2);

        await _host.Tracker.ResizeClaimAsync(_host.Context, instance, instance.NewFlavor, "node1", Resizing(), [], default);

        Assert.Null(instance.MigrationContext!.OldNumaTopology);
        Assert.Equal([1, 2], instance.MigrationContext.NewNumaTopology!.CpuPinning);
    }

    [Fact]
    public async Task A_resize_that_does_not_fit_or_asks_for_what_is_none_names_the_reason()
    {
        await _host.StartedAsync();
        var instance = Wanting(cpus: 1);
        await _host.Tracker.InstanceClaimAsync(_host.Context, instance, "node1", null, [], default);

        Assert.Contains("cannot fit", (await RefusedAsync<ComputeResourcesUnavailable>(("hw:cpu_policy", "dedicated"), vcpus: 3)).Message, StringComparison.Ordinal);
        Assert.Contains("hw:cpu_policy", (await RefusedAsync<InvalidInput>(("hw:cpu_policy", "mine"))).Message, StringComparison.Ordinal);
        Assert.Contains("hw:mem_page_size", (await RefusedAsync<ComputeResourcesUnavailable>(("hw:mem_page_size", "large"))).Message, StringComparison.Ordinal);
        Assert.Equal("1", Cpus().Pinned);

        async Task<T> RefusedAsync<T>((string, string) spec, int vcpus = 1)
            where T : Exception => await Assert.ThrowsAsync<T>(() => _host.Tracker.ResizeClaimAsync(
                _host.Context, instance, Flavor(vcpus, spec), "node1", Resizing(), [], default));
    }

    private Migration Resizing() => Migration.View(_host.Conductor.Envelope("Migration", new JObject
    {
        ["id"] = 7,
        ["uuid"] = "m",
        ["instance_uuid"] = HostFixture.Uuid,
        ["source_compute"] = "node1",
        ["source_node"] = "node1",
        ["migration_type"] = "resize",
        ["old_instance_type_id"] = 1,
    }));

    private Flavor Flavor(int vcpus, params (string Key, string Value)[] specs)
    {
        var flavor = Objects.Instances.Flavor.View(_host.Conductor.FlavorEnvelope(64, 0));
        flavor.Vcpus = vcpus;
        flavor.ExtraSpecs = specs.ToImmutableDictionary(spec => spec.Key, spec => spec.Value, StringComparer.Ordinal);
        return flavor;
    }

    /// <summary>As nova-api has made it: no CPU of a host in it yet.</summary>
    private Instance Wanting(int cpus, string? policy = CpuPolicies.Dedicated, string uuid = HostFixture.Uuid)
    {
        var instance = _host.NewInstance(uuid);
        instance.NumaTopology = Topology(cpus, policy);
        instance.ResetChanges();
        return instance;
    }

    private InstanceNumaTopology Pinned(int cpu)
    {
        var topology = Topology(1, CpuPolicies.Dedicated);
        var cell = topology.Cells[0].Copy();
        cell.CpuPinningRaw = ImmutableDictionary<string, long>.Empty.Add("0", cpu);
        topology.Cells = [cell];
        return topology;
    }

    private InstanceNumaTopology Topology(int cpus, string? policy)
    {
        var cell = _host.Conductor.Profile.Create<InstanceNumaCell>();
        ImmutableSortedSet<int> all = [.. Enumerable.Range(0, cpus)];
        cell.Id = 0;
        cell.Cpuset = policy is null ? all : [];
        cell.Pcpuset = policy is null ? [] : all;
        cell.Memory = 64;
        cell.CpuPolicy = policy;
        cell.CpuPinningRaw = null;
        var topology = _host.Conductor.Profile.Create<InstanceNumaTopology>();
        topology.Cells = [cell];
        return topology;
    }

    private static InstanceNumaTopology? Saved(JObject data) => data["numa_topology"] is JObject topology ? InstanceNumaTopology.View(topology) : null;

    private NumaCell Cell() => NumaTopology.FromJson(_host.Conductor.LastData("ComputeNode.save").Value<string>("numa_topology")!).Cells.Single();

    private (string Shared, string Dedicated, string Pinned) Cpus() =>
        (CpuSpec.Format(Cell().Cpuset), CpuSpec.Format(Cell().Pcpuset), CpuSpec.Format(Cell().PinnedCpus));
}
