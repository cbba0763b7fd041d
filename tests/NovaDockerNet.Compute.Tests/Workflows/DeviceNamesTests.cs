using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects.Exceptions;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

public sealed class DeviceNamesTests
{
    [Theory]
    [InlineData(null, "", "/dev/sda")]
    [InlineData("/dev/sda", "/dev/sda", "/dev/sdb")]
    [InlineData("/dev/vda", "/dev/vda,/dev/vdc", "/dev/vdb")]
    [InlineData("vda", "/dev/sda", "/dev/vdb")]
    [InlineData("/dev/xvda1", "/dev/xvda1", "/dev/xvdb")]
    public void The_next_free_letter_behind_the_roots_prefix(string? root, string used, string expected) =>
        Assert.Equal(expected, DeviceNames.Next(used.Split(',', StringSplitOptions.RemoveEmptyEntries), root));

    [Fact]
    public void A_root_that_is_no_device_is_refused() => Assert.Throws<InvalidDevicePath>(() => DeviceNames.Next([], "/dev/0"));

    [Fact]
    public void Letters_go_on_in_pairs() =>
        Assert.Equal("/dev/sdaa", DeviceNames.Next(Enumerable.Range('a', 26).Select(c => $"/dev/sd{(char)c}"), "/dev/sda"));
}
