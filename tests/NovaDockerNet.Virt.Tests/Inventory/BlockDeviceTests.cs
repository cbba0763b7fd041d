using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Inventory;

namespace NovaDockerNet.Virt.Tests.Inventory;

public sealed class BlockDeviceTests : IDisposable
{
    private readonly TempDirectory _sys = new();

    public BlockDeviceTests()
    {
        // As sysfs has them: links to the devices' folders, a partition's inside its disk's.
        Make("devices/pci/block/sda", "8:0");
        Make("devices/pci/block/sda/sda1", "8:1");
        File.WriteAllText(_sys.File("devices/pci/block/sda/sda1/partition"), "1\n");
        Make("devices/virtual/block/dm-0", "253:0");
        Directory.CreateDirectory(_sys.File("dev/block"));
        Directory.CreateDirectory(_sys.File("class/block"));
        foreach (var (number, name, path) in new[] { ("8:0", "sda", "pci/block/sda"), ("8:1", "sda1", "pci/block/sda/sda1"), ("253:0", "dm-0", "virtual/block/dm-0") })
        {
            Directory.CreateSymbolicLink(_sys.File($"dev/block/{number}"), _sys.File($"devices/{path}"));
            Directory.CreateSymbolicLink(_sys.File($"class/block/{name}"), _sys.File($"devices/{path}"));
        }
    }

    public void Dispose() => _sys.Dispose();

    [Theory]
    [InlineData("/srv/docker", "/dev/dm-0", "253:0")]
    [InlineData("/var/lib/docker", "/dev/sda", "8:0")]
    [InlineData("/btrfs/docker", "/dev/sda", "8:0")]
    public void The_disk_under_a_folder(string folder, string path, string number) =>
        Assert.Equal(new BlockDevice(path, number), BlockDevice.Under(folder, Mounts, _sys.Path));

    [Theory]
    [InlineData("/tmp/docker")]
    [InlineData("/nfs/docker")]
    public void What_is_on_no_disk(string folder) => Assert.Null(BlockDevice.Under(folder, Mounts, _sys.Path));

    private const string Mounts = """
        20 1 8:1 / / rw - ext4 /dev/sda1 rw
        21 20 253:0 / /srv rw,noatime shared:1 - xfs /dev/mapper/srv rw
        22 20 0:40 / /tmp rw - tmpfs tmpfs rw
        23 20 0:41 / /nfs rw - nfs server:/export rw
        24 20 0:42 / /btrfs rw - btrfs /dev/sda1 rw
        """;

    private void Make(string path, string number)
    {
        Directory.CreateDirectory(_sys.File(path));
        File.WriteAllText(_sys.File(path + "/dev"), number + "\n");
    }
}
