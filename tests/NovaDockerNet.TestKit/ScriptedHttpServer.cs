using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace NovaDockerNet.TestKit;

/// <summary>A Docker Engine that answers what the test says, byte by byte, over a real unix socket.</summary>
public sealed class ScriptedHttpServer : IAsyncDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ScriptedRequest, Stream, Task> _answer;
    private readonly List<ScriptedRequest> _requests = [];
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    public ScriptedHttpServer(Func<ScriptedRequest, Stream, Task> answer)
    {
        _answer = answer;
        _listener.Bind(new UnixDomainSocketEndPoint(_temp.File("docker.sock")));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string ApiVersion { get; set; } = "1.41";

    public string Endpoint => $"unix://{_temp.File("docker.sock")}";

    /// <summary>Without the pings.</summary>
    public IReadOnlyList<ScriptedRequest> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public static Task WriteAsync(Stream stream, int status, string body)
        => WriteAsync(stream, $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public static async Task WriteAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] connections;
        lock (_connections)
            connections = [.. _connections];
        await Task.WhenAll(connections);
        _stop.Dispose();
        _temp.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                lock (_connections)
                    _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            while (await ReadRequestAsync(stream) is { } request)
            {
                if (request.Path.EndsWith("/_ping", StringComparison.Ordinal))
                {
                    await WriteAsync(stream, $"HTTP/1.1 200 OK\r\nApi-Version: {ApiVersion}\r\nContent-Length: 2\r\n\r\nOK");
                    continue;
                }
                lock (_requests)
                    _requests.Add(request);
                await _answer(request, stream);
                if (request.Upgrade)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client went away, as some tests want it to.
        }
    }

    private async Task<ScriptedRequest?> ReadRequestAsync(Stream stream)
    {
        if (await ReadLineAsync(stream) is not { Length: > 0 } first)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(stream) is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var body = new MemoryStream();
        if (headers.TryGetValue("Content-Length", out var length))
            await CopyAsync(stream, body, int.Parse(length, CultureInfo.InvariantCulture));
        else if (headers.ContainsKey("Transfer-Encoding"))
        {
            int size;
            while ((size = int.Parse(await ReadLineAsync(stream) ?? throw Gone(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)) > 0)
            {
                await CopyAsync(stream, body, size);
                await ReadLineAsync(stream);
            }
            await ReadLineAsync(stream);
        }
        var parts = first.Split(' ');
        return new ScriptedRequest(parts[0], parts[1], Encoding.UTF8.GetString(body.ToArray()), headers.ContainsKey("Upgrade"));
    }

    private async Task CopyAsync(Stream from, MemoryStream to, int count)
    {
        var buffer = new byte[count];
        await from.ReadExactlyAsync(buffer, _stop.Token);
        to.Write(buffer);
    }

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
        return line.Length == 0 ? null : throw Gone();
    }

    private static IOException Gone() => new("the client went away inside a request");
}
