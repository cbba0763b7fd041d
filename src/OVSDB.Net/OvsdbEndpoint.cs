using System.Globalization;
using System.Net.Sockets;

namespace OVSDB.Net;

/// <summary>Where the server listens, in ovsdb's own spelling: <c>unix:/path</c>, <c>tcp:host:port</c>, <c>tcp:[v6]:port</c>.</summary>
public abstract record OvsdbEndpoint
{
    public static OvsdbEndpoint Parse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal) && text.Length > 5)
            return new UnixEndpoint(text[5..]);
        if (text.StartsWith("tcp:", StringComparison.Ordinal))
        {
            var address = text[4..];
            var colon = address.LastIndexOf(':');
            var bracketed = address.StartsWith('[');
            var host = colon > 0 && (!bracketed || address[colon - 1] == ']') ? address[..colon].Trim('[', ']') : bracketed ? "" : address;
            var port = 6640;
            if (colon > 0 && host.Length > 0 && !int.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port))
                host = "";
            if (host.Length > 0 && port is > 0 and <= ushort.MaxValue)
                return new TcpEndpoint(host, port);
        }
        throw new FormatException($"\"{text}\" is no OVSDB endpoint; write unix:/run/openvswitch/db.sock or tcp:HOST:PORT");
    }

    internal abstract Task<Stream> ConnectAsync(CancellationToken cancellationToken);

    private sealed record UnixEndpoint(string Path) : OvsdbEndpoint
    {
        internal override async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        public override string ToString() => "unix:" + Path;
    }

    private sealed record TcpEndpoint(string Host, int Port) : OvsdbEndpoint
    {
        internal override async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(Host, Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"tcp:{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
    }
}
