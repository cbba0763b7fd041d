using NovaDockerNet.Netlink.Namespaces;

namespace NovaDockerNet.Netlink.Tests.Namespaces;

public sealed class MountTableTests
{
    private static readonly string[] s_table =
    [
        "22 1 254:0 / / rw,relatime - ext4 /dev/root rw",
        "40 22 0:35 / /run/nova-docker-net/netns rw,nosuid - tmpfs nova-docker-net rw,size=1024k",
        @"41 22 0:36 / /mnt/with\040blank rw - tmpfs none rw",
    ];

    [Theory]
    [InlineData("/run/nova-docker-net/netns", true)]
    [InlineData("/run/nova-docker-net", false)]
    [InlineData("/mnt/with blank", true)]
    [InlineData("/", true)]
    public void Mount_points_are_found(string path, bool expected) => Assert.Equal(expected, MountTable.IsMountPoint(path, s_table));

    [Fact]
    public void A_mount_under_a_later_one_is_not_seen()
    {
        string[] covered = [.. s_table, "42 22 0:37 / /run rw - tmpfs tmpfs rw"];

        Assert.False(MountTable.IsMountPoint("/run/nova-docker-net/netns", covered));
        Assert.True(MountTable.IsMountPoint("/run/nova-docker-net/netns", [.. covered, "43 42 0:38 / /run/nova-docker-net/netns rw - tmpfs nova-docker-net rw"]));
        Assert.True(MountTable.IsMountPoint("/run", covered));
    }
}
