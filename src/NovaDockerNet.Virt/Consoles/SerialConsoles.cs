using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine.Streams;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Virt.Consoles;

/// <summary>The serial consoles of this host: a TCP port for each server that was asked for one. nova: console/serial.py.</summary>
/// <param name="attach">Attaches to the server's terminal; null while it does not run. Raises InstanceNotFound when there is no server.</param>
sealed partial class SerialConsoles(
    SerialConsoleOptions options, Func<string, CancellationToken, Task<AttachedStream?>> attach, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SerialConsole> _consoles = new(StringComparer.Ordinal);

    /// <summary>Opens the server's console unless it is open.</summary>
    /// <param name="preferredPort">The port it had before the service was restarted: tokens name it.</param>
    public ConsoleAddress Open(string instanceUuid, int? preferredPort)
    {
        using (_gate.EnterScope())
        {
            if (!_consoles.TryGetValue(instanceUuid, out var console))
            {
                console = new SerialConsole(instanceUuid, Listen(preferredPort), attach, time, logger);
                _consoles.Add(instanceUuid, console);
                LogOpened(instanceUuid, console.Port);
            }
            return new ConsoleAddress(options.Address.ToString(), console.Port);
        }
    }

    /// <summary>Ends the server's console and whoever looks at it. Idempotent.</summary>
    public void Close(string instanceUuid)
    {
        SerialConsole? console;
        using (_gate.EnterScope())
        {
            if (!_consoles.Remove(instanceUuid, out console))
                return;
        }
        console.Dispose();
    }

    public void Dispose()
    {
        List<SerialConsole> all;
        using (_gate.EnterScope())
        {
            all = [.. _consoles.Values];
            _consoles.Clear();
        }
        foreach (var console in all)
            console.Dispose();
    }

    // nova: acquire_port.
    private TcpListener Listen(int? preferredPort)
    {
        var range = Enumerable.Range(options.FirstPort, options.EndPort - options.FirstPort);
        var ports = preferredPort is { } preferred && preferred >= options.FirstPort && preferred < options.EndPort ? range.Prepend(preferred) : range;
        foreach (var port in ports)
        {
            var listener = new TcpListener(options.Address, port);
            try
            {
                listener.Start();
                return listener;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                listener.Dispose();
            }
            catch
            {
                listener.Dispose();
                throw;
            }
        }
        throw new SocketPortRangeExhaustedException(options.Address.ToString());
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Serial console of instance {InstanceUuid} is on port {Port}")]
    private partial void LogOpened(string instanceUuid, int port);
}
