using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NovaDockerNet.TestKit;

/// <summary>
/// An Open vSwitch of a test's own: ovsdb-server on a unix socket in a private folder and, when asked for, ovs-vswitchd with the userspace
/// datapath inside a new network namespace (a second one in the same namespace would collide on the device <c>ovs-netdev</c>).
/// </summary>
public sealed class OvsSwitch : IAsyncDisposable
{
    private const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";
    private readonly TempDirectory _folder = new();
    private Process? _database;
    private Process? _daemon;

    private OvsSwitch()
    {
    }

    /// <summary>Why the fixture cannot run here; null when it can.</summary>
    public static string? Missing { get; } =
        !OperatingSystem.IsLinux() || Environment.UserName != "root" ? "needs root: missing"
        : !File.Exists(Schema) || !File.Exists("/usr/sbin/ovsdb-server") || !File.Exists("/usr/sbin/ovs-vswitchd") ? "needs openvswitch-switch: missing"
        : null;

    /// <summary>For OvsdbClientOptions.Endpoint and <c>ovs-vsctl --db</c>.</summary>
    public string Endpoint => "unix:" + _folder.File("db.sock");

    /// <summary>Also listens on 127.0.0.1 when it was started with a port.</summary>
    public int? TcpPort { get; private set; }

    /// <summary>The namespace ovs-vswitchd runs in: the host side of every veth belongs there. Null without ovs-vswitchd.</summary>
    public string? NamespaceName { get; private set; }

    public string? NamespacePath => NamespaceName is null ? null : "/run/netns/" + NamespaceName;

    public static async Task<OvsSwitch> StartAsync(bool withDaemon = false, int? tcpPort = null)
    {
        var ovs = new OvsSwitch { TcpPort = tcpPort };
        try
        {
            await RunAsync("/usr/bin/ovsdb-tool", "create", ovs._folder.File("conf.db"), Schema);
            await ovs.StartDatabaseAsync();
            await ovs.ControlAsync("--no-wait", "init");
            if (withDaemon)
                await ovs.StartDaemonAsync();
            return ovs;
        }
        catch
        {
            await ovs.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs <c>ovs-vsctl</c> against this switch and returns what it prints.</summary>
    public Task<string> ControlAsync(params string[] arguments) =>
        RunAsync("/usr/bin/ovs-vsctl", ["--db=" + Endpoint, "--timeout=30", .. arguments]);

    /// <summary>Runs a program inside the namespace of ovs-vswitchd.</summary>
    public Task<string> InNamespaceAsync(params string[] command) => RunAsync("/usr/bin/nsenter", ["--net=" + NamespacePath, .. command]);

    public async Task StartDatabaseAsync()
    {
        List<string> arguments =
        [
            _folder.File("conf.db"), "--remote=punix:" + _folder.File("db.sock"), "--unixctl=" + _folder.File("ovsdb.ctl"), "--no-chdir",
            "--log-file=" + _folder.File("ovsdb-server.log"), "-vconsole:off",
        ];
        if (TcpPort is { } port)
            arguments.Add($"--remote=ptcp:{port}:127.0.0.1");
        _database = Start("/usr/sbin/ovsdb-server", arguments);
        await WaitForFileAsync(_folder.File("db.sock"), _database);
    }

    public async Task StopDatabaseAsync()
    {
        await StopAsync(_database);
        _database = null;
    }

    public async Task StartDaemonAsync()
    {
        if (NamespaceName is null)
        {
            var name = "ovs" + Guid.NewGuid().ToString("N")[..10];
            await RunAsync("/sbin/ip", "netns", "add", name);
            NamespaceName = name;
            await InNamespaceAsync("/sbin/ip", "link", "set", "lo", "up");
        }
        // nsenter execs, so the process is ovs-vswitchd itself.
        _daemon = Start("/usr/bin/nsenter",
        [
            "--net=" + NamespacePath, "/usr/sbin/ovs-vswitchd", Endpoint, "--unixctl=" + _folder.File("vswitchd.ctl"), "--no-chdir",
            "--disable-system", "--log-file=" + _folder.File("ovs-vswitchd.log"), "-vconsole:off",
        ]);
        await WaitForFileAsync(_folder.File("vswitchd.ctl"), _daemon);
    }

    public async Task StopDaemonAsync()
    {
        await StopAsync(_daemon);
        _daemon = null;
        File.Delete(_folder.File("vswitchd.ctl"));
    }

    /// <summary>Lets ovs-vswitchd sleep (SIGSTOP), so that several commits are one change to it.</summary>
    public void PauseDaemon() => _ = Terminate(_daemon!.Id, 19);

    public void ResumeDaemon() => _ = Terminate(_daemon!.Id, 18);

    /// <summary>Both daemons' logs, for the message of a failing test.</summary>
    public string Logs() => string.Join('\n', new[] { "ovsdb-server.log", "ovs-vswitchd.log" }
        .Select(_folder.File).Where(File.Exists).Select(static file => $"--- {file}\n{File.ReadAllText(file)}"));

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_daemon);
        await StopAsync(_database);
        if (NamespaceName is { } name)
            await RunAsync("/sbin/ip", "netns", "delete", name);
        _folder.Dispose();
    }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var variable in new[] { "OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR" })
            start.Environment[variable] = _folder.Path;
        return Process.Start(start)!;
    }

    private static async Task StopAsync(Process? process)
    {
        if (process is null)
            return;
        using (process)
        {
            if (!process.HasExited)
            {
                _ = Terminate(process.Id, 15);
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
                try
                {
                    await process.WaitForExitAsync(limit.Token);
                }
                catch (OperationCanceledException)
                {
                    process.Kill();
                    await process.WaitForExitAsync();
                }
            }
        }
    }

    private async Task WaitForFileAsync(string path, Process process)
    {
        var deadline = Stopwatch.StartNew();
        while (!File.Exists(path))
        {
            if (process.HasExited || deadline.Elapsed > TimeSpan.FromSeconds(30))
                throw new InvalidOperationException($"{path} did not appear\n{Logs()}");
            await Task.Delay(5);
        }
    }

    private static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit {process.ExitCode}: {await error}");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Terminate(int pid, int signal);
}
