using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Daemon.Lifecycle;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Lifecycle;

public sealed class SystemdNotifierTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Messages_reach_systemd(bool isAbstract)
    {
        var name = isAbstract ? "@ndn-" + Guid.NewGuid() : _folder.File("notify");
        using var systemd = Listen(isAbstract ? "\0" + name[1..] : name);
        var notifier = new SystemdNotifier(variable => variable == "NOTIFY_SOCKET" ? name : null);
        notifier.Ready("Serving");
        notifier.Alive();
        Assert.Equal("READY=1\nSTATUS=Serving", Read(systemd));
        Assert.Equal("WATCHDOG=1", Read(systemd));
    }

    [Fact]
    public async Task A_start_and_stop_is_reported_and_the_watchdog_fed()
    {
        using var systemd = Listen(_folder.File("notify"));
        var notifier = new SystemdNotifier(variable => variable switch
        {
            "NOTIFY_SOCKET" => _folder.File("notify"),
            "WATCHDOG_USEC" => "20000",
            _ => null,
        });
        using var runner = new StageRunner([new Stage("Docker", _ => Task.CompletedTask)], notifier, TimeProvider.System, NullLogger<StageRunner>.Instance);
        await runner.StartAsync(CancellationToken.None);
        Assert.Equal("STATUS=Starting: Docker", Read(systemd));
        Assert.Equal("READY=1\nSTATUS=Serving", Read(systemd));
        Assert.Equal("WATCHDOG=1", Read(systemd));
        Assert.Equal("WATCHDOG=1", Read(systemd));
        await runner.StopAsync(CancellationToken.None);
        string message;
        do
            message = Read(systemd);
        while (message == "WATCHDOG=1");
        Assert.StartsWith("STOPPING=1\n", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("60000000", null, 60)]
    [InlineData("60000000", "1", null)]
    [InlineData("x", null, null)]
    public void The_watchdog_is_only_fed_where_wanted(string? microseconds, string? pid, int? seconds) =>
        Assert.Equal(
            seconds is { } value ? TimeSpan.FromSeconds(value) : null,
            new SystemdNotifier(variable => variable switch { "WATCHDOG_USEC" => microseconds, "WATCHDOG_PID" => pid, _ => null }).WatchdogInterval);

    [Fact]
    public void Nobody_listening_is_no_error() => new SystemdNotifier(_ => _folder.File("nobody")).Stopping();

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Read(Socket socket)
    {
        var buffer = new byte[512];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
