using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Tests.Plans;

public sealed class DiskLimitsTests
{
    [Theory]
    [InlineData("{}", null, null, null, null)]
    [InlineData("""{"quota:disk_read_bytes_sec": "1048576", "quota:disk_write_iops_sec": "100"}""", 1048576L, null, null, 100L)]
    [InlineData("""{"quota:disk_write_bytes_sec": "5", "quota:disk_read_iops_sec": "7"}""", null, 5L, 7L, null)]
    [InlineData("""{"quota:disk_total_bytes_sec": "9", "quota:disk_read_iops_sec": "7"}""", 9L, 9L, 7L, null)]
    [InlineData("""{"quota:disk_total_iops_sec": "9", "quota:disk_total_bytes_sec": "0"}""", null, null, 9L, 9L)]
    public void What_a_flavor_asks_for(string specs, long? readBytes, long? writeBytes, long? readOperations, long? writeOperations)
        => Assert.Equal(new DiskLimits(readBytes, writeBytes, readOperations, writeOperations), From(specs));

    [Theory]
    [InlineData("""{"quota:disk_read_bytes_sec": "fast"}""", "quota:disk_read_bytes_sec", "fast")]
    [InlineData("""{"quota:disk_write_iops_sec": "-1"}""", "quota:disk_write_iops_sec", "-1")]
    [InlineData("""{"quota:disk_total_bytes_sec": "9", "quota:disk_write_bytes_sec": "7"}""", "quota:disk_total_bytes_sec", "quota:disk_write_bytes_sec")]
    public void A_wrong_value_is_refused_by_the_name_of_its_key(string specs, string key, string named)
    {
        var e = Assert.Throws<InvalidInput>(() => From(specs));
        Assert.Contains(key, e.Message, StringComparison.Ordinal);
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void They_survive_the_way_through_docker()
    {
        var limits = new DiskLimits(1, null, 3, 4);
        var config = limits.On(new HostConfig(), "/dev/sda");
        Assert.Equal([new ThrottleDevice("/dev/sda", 1)], config.BlkioDeviceReadBps);
        Assert.Null(config.BlkioDeviceWriteBps);
        Assert.Equal(limits, DiskLimits.From(config));
        Assert.Equal(default, DiskLimits.From(new HostConfig()));
    }

    [Fact]
    public void Read_back_from_control_groups_of_version_1()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder.File("blkio.throttle.read_bps_device"), "8:16 7\n8:0 1048576\n");
        File.WriteAllText(folder.File("blkio.throttle.write_iops_device"), "8:0 100\n");
        File.WriteAllText(folder.File("blkio.throttle.write_bps_device"), "");
        Assert.Equal(new DiskLimits(1048576, null, null, 100), DiskThrottle.Read(new ControlGroup(folder.Path, Unified: false), "8:0"));
    }

    [Fact]
    public void Read_back_from_control_groups_of_version_2()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder.File("io.max"), "8:16 rbps=7 wbps=max riops=max wiops=max\n8:0 rbps=1048576 wbps=max riops=max wiops=100\n");
        Assert.Equal(new DiskLimits(1048576, null, null, 100), DiskThrottle.Read(new ControlGroup(folder.Path, Unified: true), "8:0"));
        Assert.Equal(default, DiskThrottle.Read(new ControlGroup(folder.Path, Unified: true), "8:1"));
    }

    private static DiskLimits From(string specs) => DiskLimits.From(TestObjects.Instance(extraSpecs: JObject.Parse(specs)).Flavor);
}
