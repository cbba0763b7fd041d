using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Virt.Tests.Hardware;

public class CpuSpecTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("1,2,3", "1-3")]
    [InlineData(" 1 , 3 - 5 ,, ^4", "1,3,5")]
    [InlineData("^4,1-6", "1-3,5-6")]
    [InlineData("1-8,^2-4", "1,5-8")]
    [InlineData("1,^1", "")]
    [InlineData("", "")]
    public void Read_as_nova_reads_it_and_written_as_the_kernel_does(string text, string written) => Assert.Equal(written, CpuSpec.Format(CpuSpec.Parse(text)));

    [Theory]
    [InlineData("a", "Invalid inclusion expression 'a'")]
    [InlineData("1,-2", "Invalid range expression '-2'")]
    [InlineData("2-1", "Invalid range expression '2-1'")]
    [InlineData("1-2-3", "Invalid range expression '1-2-3'")]
    [InlineData("^x", "Invalid exclusion expression '^x'")]
    [InlineData("^3-2", "Invalid range expression '^3-2'")]
    public void A_wrong_part_is_named(string text, string problem) => Assert.Equal(problem, Assert.Throws<Invalid>(() => CpuSpec.Parse(text)).Message);

    [Fact]
    public void Sets_divide_the_cpus_that_are_online()
    {
        Assert.Equal([0, 1, 2, 3], CpuSets.None.SharedOf([0, 1, 2, 3]));
        Assert.Empty(CpuSets.None.DedicatedOf([0, 1, 2, 3]));
        var dedicated = new CpuSets(Dedicated: [2, 3]);
        Assert.Equal([2, 3], dedicated.DedicatedOf([0, 1, 2, 3]));
        // Libvirt's rule: who names dedicated CPUs alone shares none.
        Assert.Empty(dedicated.SharedOf([0, 1, 2, 3]));
        Assert.Equal([0], new CpuSets([2, 3], [0]).SharedOf([0, 1, 2, 3]));
        Assert.Contains(CpuSets.DedicatedOption, Assert.Throws<InvalidConfiguration>(() => dedicated.DedicatedOf([0, 1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains(CpuSets.SharedOption, Assert.Throws<InvalidConfiguration>(() => new CpuSets(null, [7]).SharedOf([0])).Message, StringComparison.Ordinal);
    }
}
