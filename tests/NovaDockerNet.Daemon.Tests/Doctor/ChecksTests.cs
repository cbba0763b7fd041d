using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Reconcile;
using NovaDockerNet.Daemon.Doctor;
using NovaDockerNet.Daemon.Doctor.Checks;
using NovaDockerNet.DockerEngine.Systems;
using NovaDockerNet.OpenStack;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Inspection;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Traces;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Doctor;

/// <summary>Each check over fakes of what it looks at.</summary>
public sealed class ChecksTests
{
    private static readonly SystemInfo s_docker = new()
    {
        ServerVersion = "28.0.1",
        Driver = "btrfs",
        DockerRootDir = "/var/lib/docker",
        MemoryLimit = true,
        SwapLimit = true,
        CpuCfsQuota = true,
        PidsLimit = true,
        Runtimes = new Dictionary<string, RuntimeInfo> { ["runc"] = new(), ["nova-runc"] = new() { Path = "nova-runc" } },
    };

    [Fact]
    public async Task A_good_Docker_is_fine()
    {
        Assert.Equal(Verdict.Ok, (await WorstAsync(new LimitsCheck(Docker(s_docker)))).Verdict);
        Assert.Equal(Verdict.Ok, (await WorstAsync(Storage(s_docker))).Verdict);
        Assert.Equal(Verdict.Ok, (await WorstAsync(Runtime(s_docker))).Verdict);
    }

    [Fact]
    public async Task Limits_that_Docker_lacks_are_named()
    {
        await AssertAsync(new LimitsCheck(Docker(s_docker with { SwapLimit = false })), Verdict.Warning, "swap accounting", "swapaccount=1");
        await AssertAsync(new LimitsCheck(Docker(s_docker with { MemoryLimit = false })), Verdict.Failure, "memory is not limited", "cgroup_enable=memory");
        await AssertAsync(new LimitsCheck(Docker(s_docker with { PidsLimit = false })), Verdict.Warning, "processes", "pids controller");
        await AssertAsync(new LimitsCheck(Docker(s_docker with { CpuCfsQuota = false })), Verdict.Warning, "CPU quota", "CONFIG_CFS_BANDWIDTH");
    }

    [Fact]
    public async Task Storage_says_whether_root_disks_are_limited_and_which_drivers_are_bad()
    {
        var overlay = s_docker with { Driver = "overlay2", DriverStatus = [["Backing Filesystem", "extfs"]] };
        await AssertAsync(Storage(overlay), Verdict.Warning, "beyond its flavor", "limit_root_disk = false");
        Assert.Equal(Verdict.Ok, (await WorstAsync(Storage(overlay, limit: false))).Verdict);
        await AssertAsync(Storage(s_docker with { Driver = "devicemapper" }), Verdict.Failure, "discard", "overlay2");
        await AssertAsync(Storage(s_docker with { Driver = "vfs" }), Verdict.Warning, "vfs", "overlay2");
    }

    [Fact]
    public async Task A_runtime_that_is_missing_or_looks_elsewhere_is_named()
    {
        await AssertAsync(Runtime(s_docker, "other"), Verdict.Failure, "does not know runtime \"other\"", "contrib/nova-runc/install");
        await AssertAsync(
            Runtime(s_docker with { Runtimes = new Dictionary<string, RuntimeInfo> { ["nova-runc"] = new() { Path = "/no/such/nova-runc" } } }),
            Verdict.Failure, "/no/such/nova-runc", "install");
        await AssertAsync(
            Runtime(s_docker with { Runtimes = new Dictionary<string, RuntimeInfo> { ["nova-runc"] = new() { Path = "nova-runc", Arguments = ["--netns-dir=/elsewhere"] } } }),
            Verdict.Failure, "/elsewhere", "--netns-dir");
    }

    [Fact]
    public async Task A_runtime_older_than_the_service_is_named()
    {
        await AssertKnownAsync(Path.Combine(Repository.Root, "contrib", "nova-runc", "nova-runc"), holds: true, Verdict.Ok);
        // Like one from before it knew the word: what it does not know it passes on to runc, which does nothing here.
        await AssertKnownAsync("/bin/true", holds: true, Verdict.Warning);
        await AssertKnownAsync("/bin/true", holds: false, Verdict.Ok);

        static async Task AssertKnownAsync(string path, bool holds, Verdict verdict)
        {
            var info = s_docker with { Runtimes = new Dictionary<string, RuntimeInfo> { ["nova-runc"] = new() { Path = path } } };
            Assert.Equal(verdict, (await WorstAsync(Runtime(info, holds: holds))).Verdict);
        }
    }

    [Fact]
    public async Task The_kernel_must_have_namespaces_and_room_for_them()
    {
        using var root = new TempDirectory();
        foreach (var name in new[] { "cgroup", "ipc", "mnt", "net", "pid", "uts" })
            Write(root, "proc/self/ns/" + name, "");
        Write(root, "proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        Assert.Equal(Verdict.Ok, (await WorstAsync(new KernelCheck(root.File("")))).Verdict);

        Write(root, "proc/sys/user/max_net_namespaces", "0\n");
        await AssertAsync(new KernelCheck(root.File("")), Verdict.Failure, "max_net_namespaces is 0", "sysctl");
        Write(root, "proc/sys/user/max_net_namespaces", "100\n");
        await AssertAsync(new KernelCheck(root.File("")), Verdict.Warning, "max_net_namespaces is 100", "sysctl");
        File.Delete(root.File("proc/sys/user/max_net_namespaces"));
        Write(root, "proc/sys/kernel/osrelease", "3.10.0-1160.el7.x86_64\n");
        await AssertAsync(new KernelCheck(root.File("")), Verdict.Warning, "3.10.0", "update");
        File.Delete(root.File("proc/self/ns/net"));
        await AssertAsync(new KernelCheck(root.File("")), Verdict.Failure, "no net namespaces", "CONFIG_NAMESPACES");
    }

    [Fact]
    public async Task Missing_controllers_are_named_for_both_versions_of_cgroups()
    {
        using var root = new TempDirectory();
        Write(root, "proc/cgroups", "#subsys_name\thierarchy\tnum_cgroups\tenabled\nblkio\t1\t1\t1\ncpu\t1\t1\t1\ncpuset\t1\t1\t1\ndevices\t1\t1\t1\nfreezer\t1\t1\t1\nmemory\t1\t1\t0\npids\t1\t1\t1\n");
        await AssertAsync(new CgroupCheck(root.File("")), Verdict.Failure, "version 1 without memory", "cgroup_disable");
        Write(root, "sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        Assert.Contains("version 2", (await WorstAsync(new CgroupCheck(root.File("")))).Text, StringComparison.Ordinal);
        Write(root, "sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory\n");
        await AssertAsync(new CgroupCheck(root.File("")), Verdict.Failure, "version 2 without pids", "subtree_control");
    }

    [Fact]
    public async Task Cpus_for_servers_must_be_online()
    {
        using var root = new TempDirectory();
        Write(root, "sys/devices/system/cpu/online", "0-3\n");
        Assert.Equal("servers share CPUs 0-3", (await WorstAsync(Processors(null, null))).Text);
        Assert.Equal("servers share CPUs 0-1, CPUs 2-3 are dedicated", (await WorstAsync(Processors("2-3", "0-1"))).Text);
        Assert.Equal("CPUs 1-3 are dedicated", (await WorstAsync(Processors("1-3", null))).Text);
        await AssertAsync(Processors("3-4", "0"), Verdict.Failure, "cpu_dedicated_set", "online");

        ProcessorsCheck Processors(string? dedicated, string? shared) =>
            new(new CpuSets(dedicated is null ? null : CpuSpec.Parse(dedicated), shared is null ? null : CpuSpec.Parse(shared)), root.File(""));
    }

    [Theory]
    [InlineData("4194304", "0.1 0.1 0.1 1/900 77", Verdict.Ok)]
    [InlineData("32768", "0.1 0.1 0.1 1/900 77", Verdict.Warning)]
    [InlineData("100000", "0.1 0.1 0.1 1/60000 77", Verdict.Warning)]
    [InlineData("100000", "0.1 0.1 0.1 1/95000 77", Verdict.Failure)]
    public async Task Room_for_processes(string most, string load, object verdict)
    {
        using var root = new TempDirectory();
        Write(root, "proc/sys/kernel/pid_max", most + "\n");
        Write(root, "proc/loadavg", load + "\n");
        Assert.Equal(verdict, (await WorstAsync(new ProcessesCheck(4096, root.File("")))).Verdict);
    }

    [Theory]
    [InlineData("10", Verdict.Ok)]
    [InlineData("800", Verdict.Warning)]
    [InlineData("990", Verdict.Failure)]
    public async Task Room_for_connections(string used, object verdict)
    {
        using var root = new TempDirectory();
        Assert.Equal(Verdict.Ok, (await WorstAsync(new ConntrackCheck(root.File("")))).Verdict);
        Write(root, "proc/sys/net/netfilter/nf_conntrack_max", "1000\n");
        Write(root, "proc/sys/net/netfilter/nf_conntrack_count", used + "\n");
        Assert.Equal(verdict, (await WorstAsync(new ConntrackCheck(root.File("")))).Verdict);
    }

    [Theory]
    [InlineData(500, Verdict.Ok)]
    [InlineData(50, Verdict.Warning)]
    [InlineData(0.5, Verdict.Failure)]
    public async Task Disk_space(double freeGb, object verdict)
    {
        var check = new DiskSpaceCheck("/state", Docker(s_docker), path => path == "/state" ? new DiskSpace(1000L << 30, 900L << 30) : new DiskSpace(1000L << 30, (long)(freeGb * (1L << 30))));
        var worst = await WorstAsync(check);
        Assert.Equal(verdict, worst.Verdict);
        if (worst.Verdict != Verdict.Ok)
            Assert.Contains("/var/lib/docker", worst.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_broker_is_tried_and_a_refused_login_is_no_lost_connection()
    {
        var options = new TransportOptions { TransportUrl = "rabbit://u:secret@one:1,u:secret@two:2/" };
        var refused = await new BrokerCheck(options, (host, _) => throw new MessagingOperationException($"{host} refuses user 'u'")).RunAsync(default);
        Assert.All(refused, static finding => Assert.Equal(Verdict.Failure, finding.Verdict));
        Assert.Contains("transport_url", refused[0].Advice!, StringComparison.Ordinal);
        var lost = await new BrokerCheck(options, static (host, _) => host.Port == 1 ? throw new MessagingConnectionException("no connection to one:1") : Task.CompletedTask).RunAsync(default);
        Assert.Equal([Verdict.Warning, Verdict.Ok], lost.Select(static finding => finding.Verdict));
    }

    [Theory]
    [InlineData(1, 7, Verdict.Ok, "process 7")]
    [InlineData(0, 7, Verdict.Warning, "does not read compute.host")]
    [InlineData(2, 7, Verdict.Failure, "2 services")]
    [InlineData(1, null, Verdict.Failure, "does not run here")]
    [InlineData(0, null, Verdict.Ok, "free")]
    public async Task Who_reads_our_queue(int consumers, int? process, object verdict, string text)
    {
        var finding = await WorstAsync(Queues((uint)consumers, null, process));
        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_that_differ_are_a_failure()
    {
        await AssertAsync(Queues(1, "inequivalent arg 'durable'", 7), Verdict.Failure, "durable", "[oslo_messaging_rabbit]");
        var nowhere = new QueuesCheck("host", "nova", static _ => Task.FromResult<(bool, string?)>((false, null)), static (_, _, _) => throw new InvalidOperationException(), static () => null);
        await AssertAsync(nowhere, Verdict.Failure, "exchange nova", "control_exchange");
    }

    [Fact]
    public async Task A_conductor_that_is_gone_or_silent_is_told_apart()
    {
        await AssertAsync(Conductor(0, static _ => throw new InvalidOperationException()), Verdict.Failure, "no nova-conductor listens", "transport_url");
        await AssertAsync(Conductor(2, static _ => throw new RpcTimeoutException("late")), Verdict.Failure, "none answers", "database");
        Assert.Equal(Verdict.Ok, (await WorstAsync(Conductor(2, static _ => Task.CompletedTask))).Verdict);
    }

    [Fact]
    public async Task Every_group_of_credentials_is_tried()
    {
        var findings = await new KeystoneCheck(
        [
            ("neutron", "http://k", static _ => Task.CompletedTask),
            ("glance", "http://k", static _ => throw new OpenStackHttpException(System.Net.HttpStatusCode.Unauthorized, null, "", "authenticating nova")),
            ("placement", "http://k", static _ => throw new OpenStackConnectionException("refused")),
        ]).RunAsync(default);
        Assert.Equal([Verdict.Ok, Verdict.Failure, Verdict.Failure], findings.Select(static finding => finding.Verdict));
        Assert.Contains("username, password", findings[1].Advice!, StringComparison.Ordinal);
        Assert.Contains("auth_url = http://k", findings[2].Advice!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"agents":[]}""", Verdict.Failure, "no Open vSwitch agent of host h")]
    [InlineData("""{"agents":[{"agent_type":"Open vSwitch agent","alive":false}]}""", Verdict.Failure, "dead")]
    [InlineData("""{"agents":[{"agent_type":"Open vSwitch agent","alive":true,"admin_state_up":false,"id":"a"}]}""", Verdict.Warning, "set down")]
    [InlineData("""{"agents":[{"agent_type":"DHCP agent","alive":true},{"agent_type":"Open vSwitch agent","alive":true}]}""", Verdict.Ok, "alive")]
    public async Task Neutron_has_a_living_agent(string answer, object verdict, string text)
    {
        var finding = await WorstAsync(new NeutronCheck("h", (_, _) => Task.FromResult(new ServiceAnswer(JObject.Parse(answer), new Uri("http://n")))));
        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, Verdict.Ok)]
    [InlineData(-10, Verdict.Warning)]
    [InlineData(40, Verdict.Failure)]
    public async Task Clocks(int seconds, object verdict) =>
        Assert.Equal(verdict, (await WorstAsync(new ClockCheck(() => new Dictionary<string, TimeSpan> { ["glance"] = TimeSpan.FromSeconds(seconds) }))).Verdict);

    [Fact]
    public void A_slow_answer_is_no_skew()
    {
        var asked = DateTimeOffset.UnixEpoch;
        Assert.Equal(TimeSpan.Zero, DoctorHost.Skew(asked.AddSeconds(3), asked, asked.AddSeconds(9)));
        Assert.Equal(TimeSpan.FromSeconds(-9), DoctorHost.Skew(asked.AddSeconds(-10), asked, asked.AddSeconds(9)));
        Assert.Equal(TimeSpan.FromSeconds(11), DoctorHost.Skew(asked.AddSeconds(20), asked, asked.AddSeconds(9)));
    }

    [Fact]
    public async Task Leftovers_come_with_the_command_that_removes_them()
    {
        Leftover[] found = [new("u", [new HostTrace(HostTraceKind.SwitchPort, "tap1", "u")], "the instance is deleted", IsCertain: true)];
        await AssertAsync(new LeftoversCheck(_ => Task.FromResult<IReadOnlyList<Leftover>>(found)), Verdict.Warning, "switch port tap1", "ovs-vsctl del-port tap1");
        Assert.Equal(Verdict.Ok, (await WorstAsync(new LeftoversCheck(_ => Task.FromResult<IReadOnlyList<Leftover>>([])))).Verdict);
    }

    private static Func<CancellationToken, Task<SystemInfo>> Docker(SystemInfo info) => _ => Task.FromResult(info);

    private static StorageCheck Storage(SystemInfo info, bool limit = true) => new(limit, Docker(info), static _ => Task.FromResult(""));

    private static RuntimeCheck Runtime(SystemInfo info, string runtime = "nova-runc", bool holds = true) => new(runtime, "/run/nova-docker-net/netns-by-container", holds, Docker(info));

    private static QueuesCheck Queues(uint consumers, string? conflict, int? process) => new(
        "host", "nova", static _ => Task.FromResult<(bool, string?)>((true, null)),
        (topic, server, _) => Task.FromResult(new QueueState(server is null ? topic : $"{topic}.{server}", true, consumers, 0, conflict)), () => process);

    private static ConductorCheck Conductor(uint consumers, Func<CancellationToken, Task> ping) =>
        new(_ => Task.FromResult(new QueueState("conductor", true, consumers, 0, null)), ping);

    private static async Task<Finding> WorstAsync(Check check) => (await check.RunAsync(CancellationToken.None)).MaxBy(static finding => finding.Verdict)!;

    private static async Task AssertAsync(Check check, Verdict verdict, string text, string advice)
    {
        var finding = await WorstAsync(check);
        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
        Assert.Contains(advice, finding.Advice!, StringComparison.Ordinal);
    }

    private static void Write(TempDirectory root, string file, string text)
    {
        var path = root.File(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
