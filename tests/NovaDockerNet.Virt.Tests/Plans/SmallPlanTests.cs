using NovaDockerNet.DockerEngine.Systems;
using NovaDockerNet.Virt.Docker;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Tests.Plans;

public sealed class SmallPlanTests
{
    // Answers of Python's shlex.split.
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  a  b ", new[] { "a", "b" })]
    [InlineData("a 'b c' \"d e\"", new[] { "a", "b c", "d e" })]
    [InlineData("a''b", new[] { "ab" })]
    [InlineData("''", new[] { "" })]
    [InlineData("a\\ b", new[] { "a b" })]
    [InlineData("\"a\\\"b\\n\"", new[] { "a\"b\\n" })]
    [InlineData("'a\\'", new[] { "a\\" })]
    [InlineData("--x='y z'w", new[] { "--x=y zw" })]
    public void Command_lines_are_split_as_a_shell_does(string line, string[] words) => Assert.Equal(words, ShellWords.Split(line));

    [Theory]
    [InlineData("'a")]
    [InlineData("\"a")]
    [InlineData("a\\")]
    public void Unfinished_command_lines_are_refused(string line) => Assert.Throws<FormatException>(() => ShellWords.Split(line));

    [Fact]
    public void Metadata_becomes_environment_with_usable_names() => Assert.Equal(
        ["PATH=/x", "_1st=b", "a_b=first", "empty="],
        GuestEnvironment.From(new Dictionary<string, string>
        {
            ["a-b"] = "first",
            ["a.b"] = "second",
            ["1st"] = "b",
            ["empty"] = "",
            ["PATH"] = "/x",
            ["nul"] = "a\0b",
        }));

    [Theory]
    [InlineData("instance-%08x", "instance-00000006")]
    [InlineData("vm-%d", "vm-6")]
    [InlineData("%(uuid)s", TestObjects.Uuid)]
    [InlineData("i-%(id)04d-%(hostname)s", "i-0006-i1")]
    public void Instance_names_follow_the_template(string template, string name)
        => Assert.Equal(name, InstanceName.Format(template, TestObjects.Instance()));

    [Theory]
    [InlineData("btrfs", "btrfs", "", true)]
    [InlineData("zfs", "zfs", "", true)]
    [InlineData("overlay2", "extfs", "", false)]
    [InlineData("overlay2", "xfs", "rw,attr2,noquota", false)]
    [InlineData("overlay2", "xfs", "rw,attr2,prjquota", true)]
    [InlineData("vfs", "extfs", "", false)]
    public void Root_disks_can_be_limited_by_some_storage_drivers(string driver, string backing, string mountOptions, bool possible)
    {
        var info = new SystemInfo
        {
            Driver = driver,
            DriverStatus = [["Backing Filesystem", backing], ["Supports d_type", "true"]],
            DockerRootDir = "/var/lib/docker",
        };
        var mounts = $"""
            20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,prjquota
            30 20 8:2 / /var/lib/docker rw,relatime shared:2 - xfs /dev/sdb {mountOptions}
            31 20 8:2 / /var/lib/docker2 rw,relatime shared:2 - xfs /dev/sdb rw,noquota
            """;

        var host = HostCapabilities.From(info, mounts);

        Assert.Equal(possible, host.RootDiskLimit);
        Assert.NotEmpty(host.RootDiskReason);
    }

    [Theory]
    [InlineData("overlay2", "true", "name=seccomp,profile=builtin", true)]
    [InlineData("overlay2", "false", "name=seccomp,profile=builtin", false)]
    [InlineData("overlay2", "true", "name=userns", false)]
    [InlineData("overlay2", "true", "name=rootless", false)]
    [InlineData("btrfs", "true", "name=apparmor", false)]
    public void A_layer_is_its_upper_directory_where_Docker_takes_it_for_that(string driver, string native, string security, bool plain)
    {
        var info = new SystemInfo { Driver = driver, DriverStatus = [["Native Overlay Diff", native]], SecurityOptions = [security] };
        Assert.Equal(plain, HostCapabilities.From(info, "").PlainLayers);
    }

    [Fact]
    public void The_tail_buffer_keeps_the_end()
    {
        var buffer = new TailBuffer(4);
        buffer.Append("ab"u8);
        Assert.Equal("ab"u8.ToArray(), buffer.ToArray());
        buffer.Append("cde"u8);
        Assert.Equal("bcde"u8.ToArray(), buffer.ToArray());
        buffer.Append("0123456789"u8);
        Assert.Equal("6789"u8.ToArray(), buffer.ToArray());
        buffer.Append("x"u8);
        Assert.Equal("789x"u8.ToArray(), buffer.ToArray());
    }
}
