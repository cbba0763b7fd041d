using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace NovaDockerNet.Daemon.Lifecycle;

/// <summary>Tells systemd how the service is (sd_notify(3)); does nothing when nobody asked.</summary>
internal sealed class SystemdNotifier
{
    private readonly string? _path;

    public SystemdNotifier(Func<string, string?> environment)
    {
        _path = environment("NOTIFY_SOCKET") is { Length: > 0 } path ? path : null;
        WatchdogInterval = Watchdog(environment("WATCHDOG_USEC"), environment("WATCHDOG_PID"));
    }

    /// <summary>How often systemd wants to hear from us; half of it is a good pace. Null: never.</summary>
    public TimeSpan? WatchdogInterval { get; }

    public void Ready(string status) => Send("READY=1\nSTATUS=" + status);

    public void Status(string status) => Send("STATUS=" + status);

    public void Stopping() => Send("STOPPING=1\nSTATUS=Finishing what is in flight");

    public void Alive() => Send("WATCHDOG=1");

    private static TimeSpan? Watchdog(string? microseconds, string? pid)
    {
        if (pid is { Length: > 0 } && pid != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return null;
        return long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? TimeSpan.FromMicroseconds(value)
            : null;
    }

    private void Send(string message)
    {
        if (_path is null)
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A leading @ stands for the abstract namespace.
            socket.Connect(new UnixDomainSocketEndPoint(_path[0] == '@' ? "\0" + _path[1..] : _path));
            socket.Send(Encoding.UTF8.GetBytes(message));
        }
        catch (SocketException)
        {
            // The manager that started us is gone; the servers here are not its business.
        }
    }
}
