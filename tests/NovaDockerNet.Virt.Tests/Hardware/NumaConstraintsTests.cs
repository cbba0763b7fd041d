using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Virt.Tests.Hardware;

public class NumaConstraintsTests
{
    private static readonly NovaProfile s_profile = NovaProfile.ForRelease("26");

    [Fact]
    public void Flavor_and_image_ask_for_what_nova_reads_in_them()
    {
        var (topologies, refused) = (0, 0);
        foreach (var answer in NovaAnswers.Read("constraints.jsonl.gz"))
        {
            var specs = Specs(Strings(answer["specs"]!), Strings(answer["image"]!));
            if ((string?)answer["error"] is { } error)
            {
                refused++;
                var thrown = Record.Exception(() => NumaConstraints.From(specs, s_profile));
                Assert.True(thrown is InvalidInput, $"{answer}: nova raises {error}, here {thrown?.Message ?? "nothing"}");
                // It names a key.
                Assert.Matches("hw[:_]|resources:|trait:", thrown!.Message);
                continue;
            }
            var topology = NumaConstraints.From(specs, s_profile);
            Assert.Equal(NovaAnswers.Text(answer["topology"]), NovaAnswers.Text(topology?.ToPrimitive()));
            topologies += topology is null ? 0 : 1;
        }
        Assert.True(topologies > 100 && refused > 100, $"{topologies} topologies, {refused} refused");
    }

    [Theory]
    [InlineData("hw:cpu_policy", "dedicate")]
    [InlineData("hw:cpu_thread_policy", "no")]
    [InlineData("hw:numa_nodes", "0")]
    [InlineData("hw:cpu_dedicated_mask", "0-")]
    [InlineData("hw:emulator_threads_policy", "yes")]
    [InlineData("hw:mem_page_size", "huge")]
    [InlineData("hw:numa_mem.0", "1G")]
    public void A_wrong_value_names_its_key(string key, string value)
    {
        var specs = Specs(new() { ["hw:cpu_policy"] = "dedicated", [key] = value }, []);
        Assert.Contains(key, Assert.Throws<InvalidInput>(() => NumaConstraints.From(specs, s_profile)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hw:mem_page_size", "small", false)]
    [InlineData("hw:mem_page_size", "any", false)]
    [InlineData("hw:mem_page_size", "large", true)]
    [InlineData("hw:mem_page_size", "2MB", true)]
    [InlineData("hw:cpu_realtime", "yes", true)]
    [InlineData("hw:cpu_realtime", "no", false)]
    [InlineData("hw:locked_memory", "true", true)]
    public void What_no_container_has_is_refused_by_its_key(string key, string value, bool refused)
    {
        var specs = Specs(new() { [key] = value }, []);
        if (refused)
            Assert.Contains(key, Assert.Throws<ComputeResourcesUnavailable>(specs.RefuseUnsupported).Message, StringComparison.Ordinal);
        else
            specs.RefuseUnsupported();
    }

    [Fact]
    public void The_host_s_own_page_size_may_be_named()
    {
        Specs(new() { ["hw:mem_page_size"] = FormattableString.Invariant($"{HostTopology.PageKb}") }, []).RefuseUnsupported();
    }

    private static HardwareSpecs Specs(Dictionary<string, string> extraSpecs, Dictionary<string, string> image)
    {
        var flavor = s_profile.Create<Flavor>();
        flavor.Vcpus = 4;
        flavor.MemoryMb = 1024;
        flavor.ExtraSpecs = extraSpecs.ToImmutableDictionary(StringComparer.Ordinal);
        return new HardwareSpecs(flavor, image);
    }

    private static Dictionary<string, string> Strings(JToken values) =>
        ((JObject)values).Properties().ToDictionary(p => p.Name, p => (string)p.Value!, StringComparer.Ordinal);
}
