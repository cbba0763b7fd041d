using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.Netlink.Protocol;
using NovaDockerNet.Netlink.Sockets;

namespace NovaDockerNet.Netlink;

/// <summary>
/// rtnetlink of one network namespace: links, addresses, routes, neighbours. The socket is opened inside the namespace and keeps it, so requests
/// may come from any thread; an open socket also keeps the namespace alive, so dispose it before the namespace is to go.
/// </summary>
public sealed partial class RouteSocket : IDisposable
{
    private const int DumpAttempts = 10;
    private readonly NetlinkSocket _socket;

    private RouteSocket(NetlinkSocket socket) => _socket = socket;

    /// <summary>Opens a socket in the namespace, or in the process's own if it is null.</summary>
    public static async Task<RouteSocket> OpenAsync(NetworkNamespace? target)
        => new(target is null ? NetlinkSocket.Open() : await target.RunAsync(NetlinkSocket.Open));

    public void Dispose() => _socket.Dispose();

    private Task<DumpResult> RequestAsync(NetlinkMessageWriter message, string operation, CancellationToken cancellationToken)
        => NetlinkWorker.Shared.RunAsync(() => _socket.Transact(message, operation), cancellationToken);

    private async Task<IReadOnlyList<NetlinkMessage>> DumpAsync(Func<NetlinkMessageWriter> request, string operation, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= DumpAttempts; attempt++)
        {
            var result = await RequestAsync(request(), operation, cancellationToken);
            if (!result.Interrupted) return result.Messages;
        }

        throw new NetlinkProtocolException($"{operation}: the tables changed during each of {DumpAttempts} dumps");
    }
}
