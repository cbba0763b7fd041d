using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Netlink.Tests.Namespaces;

public sealed class NetworkNamespaceFolderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../etc")]
    [InlineData("a/b")]
    public void A_name_cannot_leave_the_folder(string name)
        => Assert.Throws<ArgumentException>(() => new NetworkNamespaceFolder("/run/x").PathOf(name));

    [Fact]
    public void A_file_without_its_mount_is_no_namespace()
    {
        using var directory = new TempDirectory();
        File.WriteAllText(Path.Combine(directory.Path, "left-over"), "");
        var folder = new NetworkNamespaceFolder(directory.Path);
        Assert.Null(folder.TryOpen("left-over"));
        Assert.Null(folder.TryOpen("missing"));
        Assert.Equal(["left-over"], folder.List());
    }

    [Fact]
    public void The_namespace_of_a_process_is_one()
    {
        using var own = NetworkNamespace.Open("/proc/self/ns/net");
        Assert.Equal("/proc/self/ns/net", own.Path);
    }

    [Fact]
    public void Opening_something_else_says_what_it_was()
    {
        var exception = Assert.ThrowsAny<IOException>(() => NetworkNamespace.Open("/etc/passwd"));
        Assert.Contains("/etc/passwd", exception.Message, StringComparison.Ordinal);
    }
}
