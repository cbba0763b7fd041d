using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Tests.Plans;

public sealed class RescueDiskTests
{
    [Fact]
    public void Docker_mounts_the_layers_as_its_storage_driver_does()
    {
        var mount = RescueDisk.From(Graph("/d/overlay2/a-init/diff:/d/overlay2/b/diff"), Never, indexed: true);

        Assert.Equal(("volume", "/mnt", null, true), (mount.Type, mount.Target, mount.Source, mount.VolumeOptions!.NoCopy));
        var options = mount.VolumeOptions.DriverConfig!.Options;
        Assert.Equal(("overlay", "overlay"), (options["type"], options["device"]));
        Assert.Equal("lowerdir=/d/overlay2/a-init/diff:/d/overlay2/b/diff,upperdir=/d/overlay2/a/diff,workdir=/d/overlay2/a/work,index=off", options["o"]);
        Assert.DoesNotContain("index", RescueDisk.From(Graph("/d/overlay2/b/diff"), Never, indexed: false).VolumeOptions!.DriverConfig!.Options["o"], StringComparison.Ordinal);
    }

    [Fact]
    public void Many_layers_go_by_their_short_names()
    {
        var lower = string.Join(':', Enumerable.Range(0, 60).Select(i => $"/d/overlay2/{new string('b', 64)}{i:00}/diff"));
        var shortNames = string.Join(':', Enumerable.Range(0, 60).Select(i => $"l/ABCDEFGHIJKLMNOPQRSTUVWX{i:00}"));
        string? read = null;

        var options = RescueDisk.From(
            Graph(lower),
            path =>
            {
                read = path;
                return shortNames;
            },
            indexed: true).VolumeOptions!.DriverConfig!.Options["o"];

        Assert.Equal("/d/overlay2/a/lower", read);
        Assert.StartsWith("lowerdir=/d/overlay2/l/ABCDEFGHIJKLMNOPQRSTUVWX00:/d/overlay2/l/ABCDEFGHIJKLMNOPQRSTUVWX01:", options, StringComparison.Ordinal);
        Assert.True(options.Length < 4096);
    }

    [Fact]
    public void What_no_mount_can_name_is_refused()
    {
        var lower = string.Join(':', Enumerable.Range(0, 120).Select(i => $"/d/overlay2/{new string('b', 64)}{i:000}/diff"));
        var shortNames = string.Join(':', Enumerable.Range(0, 120).Select(i => $"l/ABCDEFGHIJKLMNOPQRSTUVW{i:000}"));

        var e = Assert.Throws<NotSupportedException>(() => RescueDisk.From(Graph(lower), _ => shortNames, indexed: true));

        Assert.Contains("120 layers", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("btrfs", "btrfs")]
    [InlineData(null, "containerd's image store")]
    public void Another_storage_driver_is_named(string? driver, string named)
    {
        var e = Assert.Throws<NotSupportedException>(
            () => RescueDisk.From(driver is null ? null : new GraphDriverData { Name = driver }, Never, indexed: true));

        Assert.Contains($"this host has {named}", e.Message, StringComparison.Ordinal);
    }

    private static GraphDriverData Graph(string lower) => new()
    {
        Name = "overlay2",
        Data = new Dictionary<string, string> { ["LowerDir"] = lower, ["UpperDir"] = "/d/overlay2/a/diff", ["WorkDir"] = "/d/overlay2/a/work" },
    };

    private static string Never(string path) => throw new InvalidOperationException($"{path} was read");
}
