using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>
/// Stands between the service under test and one of its peers and can cut their connections, so that the peer is away for the service alone.
/// </summary>
internal sealed class ConnectionRelay : IAsyncDisposable
{
    private readonly EndPoint _target;
    private readonly ConcurrentDictionary<Socket, byte> _open = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Socket _listener;
    private readonly Task _loop;
    private volatile bool _cut;

    private ConnectionRelay(EndPoint listen, EndPoint target)
    {
        _target = target;
        _listener = NewSocket(listen);
        _listener.Bind(listen);
        _listener.Listen();
        _loop = AcceptAsync();
    }

    /// <summary>The TCP port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public static ConnectionRelay ToTcp(int port) => new(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, port));

    public static ConnectionRelay ToUnix(string listen, string target) => new(new UnixDomainSocketEndPoint(listen), new UnixDomainSocketEndPoint(target));

    /// <summary>Breaks what is connected and closes each new connection at once.</summary>
    public void Cut()
    {
        _cut = true;
        foreach (var socket in _open.Keys)
            socket.Dispose();
    }

    public void Restore() => _cut = false;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Cut();
        _listener.Dispose();
        await _loop;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await _listener.AcceptAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        var peer = NewSocket(_target);
        try
        {
            _open[client] = _open[peer] = 0;
            if (_cut)
                return;
            await peer.ConnectAsync(_target, _stopping.Token);
            await Task.WhenAny(CopyAsync(client, peer), CopyAsync(peer, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut, or the peer refuses: to the service both are a connection that breaks.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(peer, out _);
            client.Dispose();
            peer.Dispose();
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other direction ends with this one.
        }
    }

    private static Socket NewSocket(EndPoint endPoint) =>
        new(endPoint.AddressFamily, SocketType.Stream, endPoint.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
}
