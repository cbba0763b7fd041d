using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Inventory;

namespace NovaDockerNet.Virt.Tests.Inventory;

public sealed class HostProcessorsTests : IDisposable
{
    private const string MemInfo = "MemTotal:       16384000 kB\nMemFree: 1 kB\n";
    private readonly TempDirectory _sysfs = new();

    public void Dispose() => _sysfs.Dispose();

    [Fact]
    public void Nodes_cores_and_sockets_are_read_and_cpus_offline_left_out()
    {
        Write("cpu/online", "0-2,4-7\n");
        for (var cpu = 0; cpu < 8; cpu++)
        {
            Write($"cpu/cpu{cpu}/topology/thread_siblings_list", $"{cpu % 4},{(cpu % 4) + 4}\n");
            Write($"cpu/cpu{cpu}/topology/physical_package_id", cpu % 4 < 2 ? "0\n" : "1\n");
        }
        Write("node/node0/cpulist", "0-1,4-5\n");
        Write("node/node0/meminfo", "Node 0 MemTotal:       8192000 kB\nNode 0 MemFree: 1 kB\n");
        Write("node/node1/cpulist", "2-3,6-7\n");
        Write("node/node1/meminfo", "Node 1 MemTotal:       4096000 kB\n");
        Write("node/possible", "0-1\n");

        var host = HostProcessors.Read(MemInfo, _sysfs.Path);

        Assert.Equal([0, 1, 2, 4, 5, 6, 7], host.Online);
        Assert.True(host.HasThreads);
        Assert.Equal([(0, 8000L, 0), (1, 4000L, 1)], host.Nodes.Select(node => (node.Id, node.MemoryMb, node.Socket!.Value)));
        Assert.Equal(["0,4", "1,5"], host.Nodes[0].Cores.Select(CpuSpec.Format));
        Assert.Equal(["2,6", "7"], host.Nodes[1].Cores.Select(CpuSpec.Format));

        var topology = HostTopology.From(host, new CpuSets([1, 4, 5, 6], [0, 2]), NovaProfile.ForRelease("26"));
        Assert.Equal(["0", "2"], topology.Cells.Select(cell => CpuSpec.Format(cell.Cpuset)));
        Assert.Equal(["1,4-5", "6"], topology.Cells.Select(cell => CpuSpec.Format(cell.Pcpuset)));
        Assert.Equal(["0,4", "1,5"], topology.Cells[0].Siblings.Select(CpuSpec.Format));
        // CPU 7 is in neither set.
        Assert.Equal(["2,6"], topology.Cells[1].Siblings.Select(CpuSpec.Format));
        Assert.Equal(4000L * 1024 / HostTopology.PageKb, topology.Cells[1].Mempages.Single().Total);
    }

    [Fact]
    public void A_host_without_nodes_is_one_cell()
    {
        Write("cpu/online", "0-1\n");

        var host = HostProcessors.Read(MemInfo, _sysfs.Path);

        var node = Assert.Single(host.Nodes);
        Assert.Equal((0, 16000L, "0-1"), (node.Id, node.MemoryMb, CpuSpec.Format(node.Cpus)));
        Assert.Equal(["0", "1"], node.Cores.Select(CpuSpec.Format));
        Assert.False(host.HasThreads);
        // Without dedicated CPUs nobody is pinned.
        Assert.Empty(HostTopology.From(host, CpuSets.None, NovaProfile.ForRelease("34")).Cells[0].Pcpuset);
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(_sysfs.Path, "devices/system", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
