using NovaDockerNet.Virt.Inventory;

namespace NovaDockerNet.Virt.Tests.Inventory;

public sealed class HostFilesTests
{
    [Theory]
    [InlineData("20.10.24+dfsg1", 20010024)]
    [InlineData("28.2.2", 28002002)]
    [InlineData("dev", 0)]
    public void Versions_are_numbers_as_novas(string version, int number) => Assert.Equal(number, HostFiles.VersionNumber(version));

    [Fact]
    public void Memory_is_in_mebibytes() => Assert.Equal(24094, HostFiles.MemoryMb("MemTotal:       24672836 kB\nMemFree: 1 kB\n"));

    [Theory]
    [InlineData("2160.12 100.0", " 07:12:24 up 36 min,  0 users,  load average: 9.74, 8.06, 3.83\n")]
    [InlineData("90061.00 100.0", " 07:12:24 up 1 day,  1:01,  0 users,  load average: 9.74, 8.06, 3.83\n")]
    [InlineData("180000.00 100.0", " 07:12:24 up 2 days,  2:00,  0 users,  load average: 9.74, 8.06, 3.83\n")]
    public void Uptime_reads_as_the_command_prints_it(string uptime, string line) => Assert.Equal(
        line, HostFiles.Uptime(new DateTimeOffset(2026, 11, 22, 7, 12, 24, TimeSpan.Zero), uptime, "9.74 8.06 3.83 1/200 999\n"));

    [Fact]
    public void The_cpu_is_described()
    {
        const string text = """
            processor	: 0
            vendor_id	: GenuineIntel
            model name	: Xeon
            physical id	: 0
            cpu cores	: 1
            flags		: fpu sse2

            processor	: 1
            vendor_id	: GenuineIntel
            model name	: Xeon
            physical id	: 0
            cpu cores	: 1
            flags		: fpu sse2

            """;

        var cpu = HostFiles.CpuInfo(text, "x86_64");

        Assert.Equal("GenuineIntel", (string?)cpu["vendor"]);
        Assert.Equal(2, (int)cpu["topology"]!["threads"]!);
        Assert.Equal(1, (int)cpu["topology"]!["sockets"]!);
        Assert.Equal(["fpu", "sse2"], cpu["features"]!.Select(f => (string?)f));
        Assert.Equal("unknown", (string?)HostFiles.CpuInfo("", "x86_64")["vendor"]);
    }
}
