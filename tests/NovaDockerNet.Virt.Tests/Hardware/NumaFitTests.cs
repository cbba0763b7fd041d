using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.VersionedObjects;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Virt.Tests.Hardware;

/// <summary>Fit and usage against nova's own answers.</summary>
public class NumaFitTests
{
    private static readonly NovaProfile s_profile = NovaProfile.ForRelease("26");

    [Fact]
    public void Servers_go_where_nova_puts_them_and_hold_what_nova_counts()
    {
        var (cases, fits) = (0, 0);
        foreach (var answer in NovaAnswers.Read("fit.jsonl.gz"))
        {
            var (host, wanted) = (NumaTopology.View((JObject)answer["host"]!), InstanceNumaTopology.View((JObject)answer["server"]!));
            var asked = (host.ToPrimitive(), wanted.ToPrimitive());

            var found = NumaFit.Find(host, wanted, Limits(answer["limits"]), (bool)answer["pack"]!, s_profile);

            Assert.Equal(NovaAnswers.Text(answer["fit"]), NovaAnswers.Text(found?.ToPrimitive()));
            // Nothing of what was asked with has changed.
            Assert.True(JToken.DeepEquals(asked.Item1, host.ToPrimitive()) && JToken.DeepEquals(asked.Item2, wanted.ToPrimitive()));
            cases++;
            if (found is null)
                continue;
            fits++;
            if (answer["used"]!.Type == JTokenType.Null)
                continue;
            if (answer["used"]!.Type == JTokenType.String)
            {
                Assert.Equal((string?)answer["used"], Assert.ThrowsAny<NovaException>(() => NumaUsage.Add(host, found)).ClassName);
                continue;
            }
            var used = NumaUsage.Add(host, found);
            Assert.Equal(NovaAnswers.Text(answer["used"]), NovaAnswers.Text(used.ToPrimitive()));
            // As a compute node has it.
            var freed = NumaUsage.Remove(NumaTopology.FromJson(used.ToJson()), found);
            Assert.Equal(NovaAnswers.Text(answer["freed"]), NovaAnswers.Text(freed.ToPrimitive()));
        }
        Assert.True(cases > 1000 && fits > 300, $"{cases} cases, {fits} of them fit");
    }

    [Fact]
    public void A_cpu_is_given_once_and_taken_back_once()
    {
        var host = NumaTopology.View((JObject)NovaAnswers.Read("fit.jsonl.gz").First(answer => answer["freed"] is JObject)["host"]!);
        var cell = host.Cells[0];
        cell.Pcpuset = [0, 1];
        cell.PinnedCpus = [];
        cell.Siblings = [[0, 1]];

        Assert.Equal([0, 1], cell.Pinned([0], withSiblings: true));
        cell.PinnedCpus = cell.Pinned([0], withSiblings: false);
        Assert.Equal(
            "CPU set to pin [0] must be a subset of free CPU set [1]", Assert.Throws<CPUPinningInvalid>(() => cell.Pinned([0], withSiblings: false)).Message);
        Assert.Throws<CPUPinningUnknown>(() => cell.Pinned([2], withSiblings: false));
        Assert.Throws<CPUUnpinningInvalid>(() => cell.Unpinned([1], withSiblings: false));
        Assert.Throws<CPUUnpinningUnknown>(() => cell.Unpinned([2], withSiblings: false));
        Assert.Empty(cell.Unpinned([0], withSiblings: false));
    }

    [Fact]
    public void Two_cells_that_only_fit_the_other_way_round_are_found()
    {
        // Nova's cache can answer none here: it takes what it learned of a cell for another.
        var answer = NovaAnswers.Read("fit.jsonl.gz").First(a => a["fit"] is JObject && a["server"]!["nova_object.data"]!["cells"]!.Count() == 2);
        var (host, wanted) = (NumaTopology.View((JObject)answer["host"]!), InstanceNumaTopology.View((JObject)answer["server"]!));
        host.Cells = [Host(host.Cells[0], 0, [0]), Host(host.Cells[0], 1, [8, 9])];
        wanted.EmulatorThreadsPolicy = null;
        wanted.Cells = [Wanted(wanted.Cells[0], 0, [0, 1]), Wanted(wanted.Cells[0], 1, [2])];

        var found = NumaFit.Find(host, wanted, null, pack: false, s_profile)!;

        Assert.Equal([1, 0], found.Cells.Select(cell => cell.Id));
        Assert.Equal([0, 8, 9], found.CpuPinning);
        found.ClearHostPinning();
        Assert.Empty(found.CpuPinning);
    }

    private static NumaCell Host(NumaCell like, int id, int[] cpus)
    {
        var cell = NumaCell.View((JObject)like.Envelope.DeepClone());
        cell.Id = id;
        cell.Cpuset = [];
        cell.Pcpuset = [.. cpus];
        cell.PinnedCpus = [];
        cell.Siblings = [.. cpus.Select(cpu => System.Collections.Immutable.ImmutableSortedSet.Create(cpu))];
        cell.Memory = 4096;
        cell.MemoryUsage = 0;
        cell.Mempages = [];
        return cell;
    }

    private static InstanceNumaCell Wanted(InstanceNumaCell like, int id, int[] cpus)
    {
        var cell = like.Copy();
        cell.Id = id;
        cell.Cpuset = [];
        cell.Pcpuset = [.. cpus];
        cell.Memory = 64;
        cell.Pagesize = null;
        cell.CpuPolicy = CpuPolicies.Dedicated;
        cell.CpuThreadPolicy = null;
        return cell;
    }

    private static NumaTopologyLimits? Limits(JToken? limits)
    {
        if (limits is not JObject)
            return null;
        var made = s_profile.Create<NumaTopologyLimits>();
        made.CpuAllocationRatio = (double)limits["cpu"]!;
        made.RamAllocationRatio = (double)limits["ram"]!;
        return made;
    }
}
