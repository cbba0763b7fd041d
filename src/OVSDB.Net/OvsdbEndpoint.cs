using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace OVSDB.Net;

/// <summary>Where the server listens, in ovsdb's own spelling: <c>unix:/path</c>, <c>tcp:host:port</c>, <c>tcp:[v6]:port</c>.</summary>
public abstract partial record OvsdbEndpoint
{
    public static OvsdbEndpoint Parse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal) && text.Length > 5)
            return new UnixEndpoint(text[5..]);
        if (Tcp().Match(text) is { Success: true } tcp)
        {
            var port = tcp.Groups["port"].Success ? int.Parse(tcp.Groups["port"].Value, CultureInfo.InvariantCulture) : 6640;
            if (port is > 0 and <= ushort.MaxValue)
                return new TcpEndpoint(tcp.Groups["host"].Value, port);
        }
        throw new FormatException($"\"{text}\" is no OVSDB endpoint; write unix:/run/openvswitch/db.sock or tcp:HOST:PORT");
    }

    internal abstract Task<Stream> ConnectAsync(CancellationToken cancellationToken);

    [GeneratedRegex(@"^tcp:(\[(?<host>[^\]]+)\]|(?<host>[^:\[\]]+))(:(?<port>[0-9]{1,5}))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Tcp();

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

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"tcp:{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
    }
}
