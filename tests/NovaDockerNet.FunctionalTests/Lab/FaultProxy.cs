using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>A REST service of the lab as the service under test sees it: passed on unchanged until it is broken. One request per connection.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private const int LargestHead = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Uri _upstream;
    private readonly IssuedTokens _tokens;
    private readonly Lock _lock = new();
    private readonly Task _accepting;
    private RestFault _fault;
    private int _passFirst;
    private TaskCompletionSource _mended = new();
    private int _met;

    /// <param name="upstream">The real service.</param>
    /// <param name="tokens">Tokens that pass through are noted there; those it refuses are answered with 401.</param>
    public FaultProxy(string upstream, IssuedTokens tokens)
    {
        (_upstream, _tokens) = (new Uri(upstream), tokens);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The address to configure instead of the real one.</summary>
    public string Url => $"http://{_listener.LocalEndpoint}{_upstream.AbsolutePath.TrimEnd('/')}";

    /// <summary>Requests that met the fault since it was last set.</summary>
    public int Met => Volatile.Read(ref _met);

    /// <param name="fault">What happens to requests from now on.</param>
    /// <param name="passFirst">How many still pass, so that it happens in the middle of something.</param>
    public void Break(RestFault fault, int passFirst = 0)
    {
        lock (_lock)
        {
            (_fault, _passFirst, _met) = (fault, passFirst, 0);
            _mended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>As before; connections that hang are closed without an answer.</summary>
    public void Mend()
    {
        lock (_lock)
        {
            _fault = RestFault.None;
            _mended.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Mend();
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                var connection = ServeAsync(socket);
                _connections[connection] = true;
                _ = connection.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var client = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (await ReadHeadAsync(client) is not { } request)
                return;
            var (fault, mended) = Next();
            if (fault != RestFault.None)
                Interlocked.Increment(ref _met);
            switch (fault)
            {
                case RestFault.Unavailable:
                    await AnswerAsync(client, request, "503 Service Unavailable", "<html><body><h1>503 Service Unavailable</h1>No server is available.</body></html>");
                    break;
                case RestFault.Hang:
                    await mended.WaitAsync(_stop.Token);
                    break;
                case RestFault.None when _tokens.Refuses(request.Header("X-Auth-Token"), request.Header("X-Service-Token")):
                    await AnswerAsync(client, request, "401 Unauthorized", "{\"error\": {\"code\": 401, \"message\": \"The request you have made requires authentication.\"}}");
                    break;
                default:
                    await PassAsync(client, request, fault == RestFault.Cut ? socket : null);
                    break;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two sides went away, or the test is over.
        }
    }

    private (RestFault Fault, Task Mended) Next()
    {
        lock (_lock)
        {
            if (_fault == RestFault.None || _passFirst-- > 0)
                return (RestFault.None, Task.CompletedTask);
            return (_fault, _mended.Task);
        }
    }

    private static async Task AnswerAsync(NetworkStream client, Head request, string status, string body)
    {
        // A body that is not read would make the kernel reset the connection instead of delivering the answer.
        if (request.Header("Content-Length") is { } length)
        {
            var left = int.Parse(length, CultureInfo.InvariantCulture) - request.Rest.Length;
            var buffer = new byte[Math.Max(left, 0)];
            await client.ReadExactlyAsync(buffer);
        }
        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
    }

    /// <param name="cut">Set: the answer breaks off half way and the connection is reset.</param>
    private async Task PassAsync(NetworkStream client, Head request, Socket? cut)
    {
        using var peer = new TcpClient { NoDelay = true };
        await peer.ConnectAsync(_upstream.Host, _upstream.Port, _stop.Token);
        var upstream = peer.GetStream();
        await upstream.WriteAsync(request.Forwarded(), _stop.Token);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var sending = client.CopyToAsync(upstream, over.Token);
        try
        {
            if (await ReadHeadAsync(upstream) is not { } answer)
                return;
            if (answer.Header("X-Subject-Token") is { } token)
                _tokens.Add(token);
            if (cut is null)
            {
                await client.WriteAsync(answer.Raw(), _stop.Token);
                await upstream.CopyToAsync(client, _stop.Token);
                return;
            }
            var whole = new MemoryStream();
            whole.Write(answer.Raw());
            await upstream.CopyToAsync(whole, _stop.Token);
            await client.WriteAsync(whole.ToArray().AsMemory(0, (int)whole.Length / 2), _stop.Token);
            cut.LingerState = new LingerOption(true, 0);
        }
        finally
        {
            await over.CancelAsync();
            await sending.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task<Head?> ReadHeadAsync(NetworkStream stream)
    {
        var buffer = new byte[LargestHead];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length));
            if (read == 0)
                return null;
            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
                return new Head(Encoding.ASCII.GetString(buffer, 0, end), buffer[(end + 4)..length]);
        }
        throw new IOException($"a head of more than {LargestHead} bytes");
    }

    /// <summary>Start line and headers, and what came with them of the body.</summary>
    private sealed record Head(string Text, byte[] Rest)
    {
        public string? Header(string name) => Text.Split("\r\n").Skip(1)
            .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

        public byte[] Raw() => [.. Encoding.ASCII.GetBytes(Text + "\r\n\r\n"), .. Rest];

        /// <summary>The service ends the connection after its answer: so the end of the answer is the end of the stream.</summary>
        public byte[] Forwarded()
        {
            var lines = Text.Split("\r\n").Where(line => !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
            return [.. Encoding.ASCII.GetBytes(string.Join("\r\n", lines) + "\r\nConnection: close\r\n\r\n"), .. Rest];
        }
    }
}
