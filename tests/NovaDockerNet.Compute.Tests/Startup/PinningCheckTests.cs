using System.Collections.Immutable;
using NovaDockerNet.Compute.Startup;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Virt.Hardware;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Startup;

public class PinningCheckTests
{
    private static readonly NovaProfile s_profile = NovaProfile.ForRelease("26");
    private static readonly ImmutableSortedSet<int> s_dedicated = [1, 2];
    private static readonly ImmutableSortedSet<int> s_shared = [0];

    [Fact]
    public void Servers_that_the_sets_suit_pass()
    {
        PinningCheck.Run([Server(null)], CpuSets.None);
        PinningCheck.Run([Server(null), Server(CpuPolicies.Dedicated, 2), Server(CpuPolicies.Mixed, 1)], new CpuSets(s_dedicated, s_shared));
        PinningCheck.Run([Server(CpuPolicies.Dedicated, 2)], new CpuSets(s_dedicated));
    }

    [Fact]
    public void Servers_that_they_do_not_suit_end_the_start_with_the_option()
    {
        Assert.Contains(CpuSets.SharedOption, Refused(Server(null), new CpuSets(s_dedicated)), StringComparison.Ordinal);
        Assert.Contains(CpuSets.DedicatedOption, Refused(Server(CpuPolicies.Dedicated, 1), new CpuSets(null, s_shared)), StringComparison.Ordinal);
        Assert.Contains(CpuSets.DedicatedOption, Refused(Server(CpuPolicies.Dedicated, 1), CpuSets.None), StringComparison.Ordinal);
        Assert.Contains(CpuSets.SharedOption, Refused(Server(CpuPolicies.Mixed, 1), new CpuSets(s_dedicated)), StringComparison.Ordinal);
        var outside = Refused(Server(CpuPolicies.Dedicated, 3), new CpuSets(s_dedicated, s_shared));
        Assert.Contains("CPUs 3", outside, StringComparison.Ordinal);
        Assert.Contains("00000000-0000-0000-0000-000000000001", outside, StringComparison.Ordinal);
    }

    private static string Refused(Instance server, CpuSets sets) => Assert.Throws<InvalidConfiguration>(() => PinningCheck.Run([server], sets)).Message;

    private static Instance Server(string? policy, int cpu = 0)
    {
        var instance = s_profile.Create<Instance>();
        instance.Uuid = "00000000-0000-0000-0000-000000000001";
        instance.NumaTopology = null;
        if (policy is null)
            return instance;
        var cell = s_profile.Create<InstanceNumaCell>();
        cell.Id = 0;
        cell.CpuPolicy = policy;
        cell.CpuPinningRaw = ImmutableDictionary<string, long>.Empty.Add("0", cpu);
        var topology = s_profile.Create<InstanceNumaTopology>();
        topology.Cells = [cell];
        instance.NumaTopology = topology;
        return instance;
    }
}
