using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Xunit;

namespace NovaDockerNet.TestKit;

/// <summary>
/// A RabbitMQ of a test's own: node name, ports, folders, cookie and even epmd are private, so that it meets no other node of the machine.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Script = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static int s_count;
    private readonly TempDirectory _folder = new();
    private readonly string _node = $"ndn-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}@localhost";
    private readonly int _epmdPort = FreePort();
    private readonly int _distributionPort = FreePort();
    private Process? _epmd;
    private Process? _server;

    private RabbitMqServer(RabbitMqServerOptions options)
    {
        Options = options;
    }

    /// <summary>Why the fixture cannot run here; null when it can.</summary>
    public static string? Missing { get; } =
        !File.Exists(Script) ? "needs rabbitmq-server: missing" : !File.Exists("/usr/bin/epmd") ? "needs epmd (erlang-base): missing" : null;

    public RabbitMqServerOptions Options { get; }

    public int Port { get; } = FreePort();

    /// <summary>The TLS listener; only with a certificate in the options.</summary>
    public int TlsPort { get; } = FreePort();

    /// <summary>For nova.conf; credentials and virtual host are percent-encoded.</summary>
    public string TransportUrl => $"rabbit://{Authority(Port)}/{Uri.EscapeDataString(Options.VirtualHost)}";

    public string TlsTransportUrl => $"rabbit://{Authority(TlsPort)}/{Uri.EscapeDataString(Options.VirtualHost)}";

    /// <summary>user:password@host:port.</summary>
    public string Authority(int port) =>
        $"{Uri.EscapeDataString(Options.UserName)}:{Uri.EscapeDataString(Options.Password)}@127.0.0.1:{port}";

    /// <summary>Skips the test where RabbitMQ is not installed.</summary>
    public static async Task<RabbitMqServer> StartAsync(RabbitMqServerOptions? options = null)
    {
        Skip.If(Missing is not null, Missing);
        var server = new RabbitMqServer(options ?? new RabbitMqServerOptions());
        try
        {
            server.WriteConfiguration();
            await server.StartServerAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the broker again on the same ports and folders; what was not durable is gone.</summary>
    public async Task StartServerAsync()
    {
        _epmd ??= Start("/usr/bin/epmd", ["-port", $"{_epmdPort}", "-address", "127.0.0.1"]);
        _server = Start(Script, []);
        for (var deadline = DateTime.UtcNow.AddSeconds(90); !await IsListeningAsync(); await Task.Delay(100))
        {
            if (_server.HasExited || DateTime.UtcNow > deadline)
                throw new InvalidOperationException($"rabbitmq-server does not start:\n{Log()}");
        }
    }

    public async Task StopServerAsync()
    {
        if (_server is null)
            return;
        // The script's own SIGTERM handler runs rabbitmqctl, which is slow; the Erlang node stops orderly on SIGTERM as well.
        if (File.Exists(_folder.File("pid")) && int.TryParse(await File.ReadAllTextAsync(_folder.File("pid")), out var pid))
            _ = kill(pid, 15);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _server.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
        }
        _server.Dispose();
        _server = null;
        File.Delete(_folder.File("pid"));
    }

    public async Task<string> ControlAsync(params string[] arguments)
    {
        using var process = Start("/usr/lib/rabbitmq/bin/rabbitmqctl", ["-n", _node, .. arguments], keepOutput: true);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)}: {output}{await error}");
    }

    /// <summary>The broker's log, for a failure message.</summary>
    public string Log() => string.Join('\n', Directory.GetFiles(_folder.Path, "*.log").Select(File.ReadAllText));

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        if (_epmd is not null)
        {
            _epmd.Kill();
            await _epmd.WaitForExitAsync();
            _epmd.Dispose();
        }
        _folder.Dispose();
    }

    private void WriteConfiguration()
    {
        var lines = new List<string>
        {
            $"listeners.tcp.1 = 127.0.0.1:{Port}",
            "loopback_users = none",
            $"default_user = {Options.UserName}",
            $"default_pass = {Options.Password}",
            $"default_vhost = {Options.VirtualHost}",
            "disk_free_limit.absolute = 10MB",
            "vm_memory_high_watermark.relative = 0.6",
        };
        if (Options.CertificateFile is not null)
        {
            lines.Add($"listeners.ssl.1 = 127.0.0.1:{TlsPort}");
            lines.Add($"ssl_options.cacertfile = {Options.CertificateFile}");
            lines.Add($"ssl_options.certfile = {Options.CertificateFile}");
            lines.Add($"ssl_options.keyfile = {Options.KeyFile}");
            lines.Add("ssl_options.verify = verify_none");
            lines.Add("ssl_options.versions.1 = tlsv1.2");
        }
        File.WriteAllLines(_folder.File("rabbitmq.conf"), lines);
        File.WriteAllText(_folder.File("enabled_plugins"), "[].\n");
        File.WriteAllText(_folder.File("env.conf"), string.Empty);
        File.WriteAllText(_folder.File(".erlang.cookie"), Guid.NewGuid().ToString("N"));
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(_folder.File(".erlang.cookie"), UnixFileMode.UserRead);
    }

    private Process Start(string program, IEnumerable<string> arguments, bool keepOutput = false)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        var environment = start.Environment;
        environment["HOME"] = _folder.Path;
        environment["ERL_EPMD_PORT"] = $"{_epmdPort}";
        environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        environment["RABBITMQ_NODENAME"] = _node;
        environment["RABBITMQ_DIST_PORT"] = $"{_distributionPort}";
        environment["RABBITMQ_CONFIG_FILE"] = _folder.File("rabbitmq.conf");
        environment["RABBITMQ_CONF_ENV_FILE"] = _folder.File("env.conf");
        environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder.File("enabled_plugins");
        environment["RABBITMQ_MNESIA_BASE"] = _folder.File("mnesia");
        environment["RABBITMQ_LOG_BASE"] = _folder.Path;
        environment["RABBITMQ_LOGS"] = _folder.File("rabbit.log");
        environment["RABBITMQ_PID_FILE"] = _folder.File("pid");
        environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2";
        environment.Remove("NOTIFY_SOCKET");
        var process = Process.Start(start)!;
        if (!keepOutput)
        {
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, line) => AppendLine("stderr.log", line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
        return process;
    }

    private void AppendLine(string file, string? line)
    {
        if (line is not null && Directory.Exists(_folder.Path))
            File.AppendAllText(_folder.File(file), line + "\n");
    }

    private async Task<bool> IsListeningAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return File.Exists(_folder.File("pid"));
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
