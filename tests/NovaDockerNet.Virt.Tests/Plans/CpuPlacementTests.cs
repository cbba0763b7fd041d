using System.Collections.Immutable;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Inventory;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Tests.Plans;

public class CpuPlacementTests
{
    private static readonly NovaProfile s_profile = NovaProfile.ForRelease("26");
    private static readonly HostProcessors s_oneNode = new([0, 1, 2, 3], [Node(0, 0, 1, 2, 3)]);
    private static readonly HostProcessors s_twoNodes = new([0, 1, 2, 3], [Node(0, 0, 1), Node(1, 2, 3)]);
    private static readonly CpuSets s_sets = new(Dedicated: [1, 3], Shared: [0, 2]);

    [Fact]
    public void Without_topology_a_server_has_the_shared_cpus_or_any()
    {
        Assert.Equal(new CpuPlacement("0,2", null), CpuPlacement.From(null, s_sets, s_twoNodes));
        Assert.Equal(default, CpuPlacement.From(null, CpuSets.None, s_twoNodes));
    }

    [Fact]
    public void Dedicated_cpus_are_the_pins_and_the_memory_that_of_their_nodes()
    {
        Assert.Equal(new CpuPlacement("1,3", null), CpuPlacement.From(Topology(Cell(0, CpuPolicies.Dedicated, 0, 1, 3)), s_sets, s_oneNode));
        Assert.Equal(new CpuPlacement("3", "1"), CpuPlacement.From(Topology(Cell(1, CpuPolicies.Dedicated, 0, 3)), s_sets, s_twoNodes));
        Assert.Equal(
            new CpuPlacement("1,3", "0-1"),
            CpuPlacement.From(Topology(Cell(0, CpuPolicies.Dedicated, 0, 1), Cell(1, CpuPolicies.Dedicated, 0, 3)), s_sets, s_twoNodes));
        // All of them, and still no others that may come on line.
        Assert.Equal(
            new CpuPlacement("0-3", null), CpuPlacement.From(Topology(Cell(0, CpuPolicies.Dedicated, 0, 0, 1, 2, 3)), new CpuSets([0, 1, 2, 3]), s_oneNode));
    }

    [Fact]
    public void A_mixed_server_has_its_pins_and_the_shared_cpus_of_its_node()
        => Assert.Equal(new CpuPlacement("2-3", "1"), CpuPlacement.From(Topology(Cell(1, CpuPolicies.Mixed, 1, 3)), s_sets, s_twoNodes));

    [Fact]
    public void A_shared_server_with_a_node_stays_on_it()
    {
        Assert.Equal(new CpuPlacement("0", "0"), CpuPlacement.From(Topology(Cell(0, null, 1)), s_sets, s_twoNodes));
        Assert.Equal(new CpuPlacement("2-3", "1"), CpuPlacement.From(Topology(Cell(1, CpuPolicies.Shared, 1)), CpuSets.None, s_twoNodes));
        Assert.Equal(default, CpuPlacement.From(Topology(Cell(0, null, 1)), CpuSets.None, s_oneNode));
    }

    [Fact]
    public void A_topology_that_was_not_claimed_here_deploys_nothing()
    {
        Assert.Throws<InstanceDeployFailure>(() => CpuPlacement.From(Topology(Cell(2, CpuPolicies.Dedicated, 0, 1)), s_sets, s_twoNodes));
        Assert.Throws<InstanceDeployFailure>(() => CpuPlacement.From(Topology(Cell(0, CpuPolicies.Dedicated, 0, 7)), s_sets, s_twoNodes));
        var unclaimed = Cell(0, CpuPolicies.Dedicated, 0, 1);
        unclaimed.CpuPinningRaw = null;
        Assert.Contains(
            "hw:cpu_policy", Assert.Throws<InstanceDeployFailure>(() => CpuPlacement.From(Topology(unclaimed), s_sets, s_oneNode)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_to_any_names_all_there_are()
    {
        var (pinned, any) = (CpuPlacement.Of(new HostConfig { CpusetCpus = "1", CpusetMems = "0" }), CpuPlacement.Of(new HostConfig { CpusetCpus = "" }));
        Assert.Equal(new CpuPlacement("0-3", "0-1"), any.ChangeFrom(pinned, s_twoNodes));
        Assert.Equal(pinned, pinned.ChangeFrom(any, s_twoNodes));
        Assert.Equal(default, any.ChangeFrom(any, s_twoNodes));
        Assert.Equal(new CpuPlacement("2", "0-1"), new CpuPlacement("2", null).ChangeFrom(pinned, s_twoNodes));
    }

    private static HostNode Node(int id, params int[] cpus) => new(id, [.. cpus], 1024, 0, [.. cpus.Select(cpu => ImmutableSortedSet.Create(cpu))]);

    private static InstanceNumaTopology Topology(params InstanceNumaCell[] cells)
    {
        var topology = s_profile.Create<InstanceNumaTopology>();
        topology.Cells = [.. cells];
        return topology;
    }

    /// <param name="shared">How many virtual CPUs are shared.</param>
    /// <param name="pins">CPUs of the host, one for each that is not.</param>
    private static InstanceNumaCell Cell(int id, string? policy, int shared, params int[] pins)
    {
        var cell = s_profile.Create<InstanceNumaCell>();
        cell.Id = id;
        cell.Cpuset = [.. Enumerable.Range(pins.Length, shared)];
        cell.Pcpuset = [.. Enumerable.Range(0, pins.Length)];
        cell.Memory = 64;
        cell.CpuPolicy = policy;
        cell.CpuPinningRaw = pins.Index().ToImmutableDictionary(pin => $"{pin.Index}", pin => (long)pin.Item);
        return cell;
    }
}
