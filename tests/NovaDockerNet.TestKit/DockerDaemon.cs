using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Xunit;

namespace NovaDockerNet.TestKit;

/// <summary>A dockerd of a test's own: own socket, data, state, configuration and containerd; no bridge, no packet filter rules.</summary>
public sealed class DockerDaemon : IAsyncDisposable
{
    private const int Sigkill = 9;
    private const int Sigterm = 15;
    private const int DetachMount = 2;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _temp = new();
    private readonly DockerDaemonOptions _options;
    private Process? _containerd;
    private Process? _process;
    private Task _logging = Task.CompletedTask;

    private DockerDaemon(DockerDaemonOptions options) => _options = options;

    /// <summary>unix:///... for clients.</summary>
    public string Endpoint => $"unix://{SocketPath}";

    public string SocketPath => _temp.File("docker.sock");

    public string DataRoot => _temp.File("data");

    /// <summary>All the daemon has said.</summary>
    public string Log => File.Exists(_temp.File("dockerd.log")) ? ReadLog() : "";

    /// <summary>Skips the test where there is no root or no Docker.</summary>
    public static async Task<DockerDaemon> StartAsync(DockerDaemonOptions? options = null)
    {
        Skip.IfNot(Environment.UserName == "root", "needs root: dockerd");
        Skip.IfNot(Find("dockerd") is not null, "needs dockerd: missing (apt-get install docker.io)");
        var daemon = new DockerDaemon(options ?? new DockerDaemonOptions());
        try
        {
            await daemon.StartAsync();
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    /// <summary>As an upgrade or crash of the engine does it; containers live on only with live-restore.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>As kill -9 does it. With a containerd of its own all that runs lives on.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        if (!process.HasExited && Kill(process.Id, Sigkill) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>After <see cref="KillAsync"/> or <see cref="StopAsync"/>, on the same data.</summary>
    public Task StartAgainAsync() => StartAsync();

    /// <summary>Stops exactly the process started.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        if (!process.HasExited && Kill(process.Id, Sigterm) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw new TimeoutException($"dockerd did not stop within {StopLimit.TotalSeconds} s:\n{Log}");
        }
        await _logging;
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await StopContainerdAsync();
        foreach (var mount in MountsBelow(_temp.Path))
            _ = Unmount(mount, DetachMount);
        _temp.Dispose();
    }

    private async Task StartAsync()
    {
        var configuration = new JObject { ["live-restore"] = _options.LiveRestore };
        if (_options.Runtimes.Count > 0)
            configuration["runtimes"] = new JObject(_options.Runtimes.Select(r => new JProperty(
                r.Key, new JObject { ["path"] = r.Value.Path, ["runtimeArgs"] = new JArray(r.Value.Arguments) })));
        await File.WriteAllTextAsync(_temp.File("daemon.json"), configuration.ToString(Formatting.None));
        var start = new ProcessStartInfo(Find("dockerd")!)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _temp.Path,
        };
        foreach (var argument in (string[])
        [
            "--config-file", _temp.File("daemon.json"), "-H", Endpoint, "--data-root", DataRoot, "--exec-root", _temp.File("exec"),
            .. _options.OwnContainerd ? (string[])["--containerd", ContainerdSocket] : [],
            "--pidfile", _temp.File("dockerd.pid"), "--bridge", "none", "--iptables=false", "--ip6tables=false", "--shutdown-timeout", "2",
            .. File.Exists("/sys/fs/cgroup/cgroup.controllers") ? (string[])[] : ["--exec-opt", "native.cgroupdriver=cgroupfs"],
        ])
            start.ArgumentList.Add(argument);
        if (_options.OwnContainerd)
            await StartContainerdAsync();
        _process = Process.Start(start)!;
        _logging = Task.WhenAll(CopyLogAsync(_process.StandardError), CopyLogAsync(_process.StandardOutput));
        await WaitForAnswerAsync(_process);
    }

    private string ContainerdSocket => _temp.File("containerd.sock");

    private async Task StartContainerdAsync()
    {
        if (_containerd is not null)
            return;
        await File.WriteAllTextAsync(_temp.File("containerd.toml"), $"""
            version = 2
            root = "{_temp.File("containerd")}"
            state = "{_temp.File("containerd-state")}"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
              address = "{ContainerdSocket}"
            """);
        var start = new ProcessStartInfo(Find("containerd")!, ["--config", _temp.File("containerd.toml"), "--log-level", "warn"])
        {
            WorkingDirectory = _temp.Path,
        };
        _containerd = Process.Start(start)!;
        await Eventually.TrueAsync(() => File.Exists(ContainerdSocket), "containerd listens");
    }

    private async Task StopContainerdAsync()
    {
        if (_containerd is not { } containerd)
            return;
        _containerd = null;
        containerd.Kill();
        await containerd.WaitForExitAsync();
        containerd.Dispose();
    }

    private async Task WaitForAnswerAsync(Process process)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync });
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < StartLimit)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"dockerd ended with {process.ExitCode}:\n{Log}");
            try
            {
                if ((await http.GetAsync("http://docker/_ping")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
        throw new TimeoutException($"dockerd did not answer within {StartLimit.TotalSeconds} s:\n{Log}");
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task CopyLogAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_temp)
                File.AppendAllText(_temp.File("dockerd.log"), line + "\n");
        }
    }

    private string ReadLog()
    {
        lock (_temp)
            return File.ReadAllText(_temp.File("dockerd.log"));
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin")
        .Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> MountsBelow(string folder) =>
        [.. File.ReadAllLines("/proc/self/mounts").Select(line => line.Split(' ')[1]).Where(p => p.StartsWith(folder + "/", StringComparison.Ordinal)).Reverse()];

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);

    [DllImport("libc", EntryPoint = "umount2", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Unmount(string target, int flags);
}
