using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Daemon.Monitoring;

/// <summary>
/// /metrics and /healthz over HTTP/1.1. One request to a connection: a scraper comes every few seconds, and ASP.NET Core would cost more memory
/// than the rest of the service has to spare.
/// </summary>
internal sealed partial class MonitoringListener(
    MonitoringOptions options, Func<string, CancellationToken, Task<HttpAnswer?>> answer, ILogger<MonitoringListener> logger) : IDisposable
{
    private const int MaxRequestBytes = 8192;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _connections = new(options.MaxConnections);
    private TcpListener? _listener;
    private Task _loop = Task.CompletedTask;

    /// <summary>Where it listens; null when it does not.</summary>
    public IPEndPoint? EndPoint => (IPEndPoint?)_listener?.LocalEndpoint;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.EndPoint is not { } endPoint)
            return Task.CompletedTask;
        var listener = new TcpListener(endPoint);
        listener.Start();
        _listener = listener;
        LogListening(EndPoint!);
        _loop = AcceptAsync(listener, _stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        _listener?.Stop();
        await _loop;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener?.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _connections.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(cancellationToken), cancellationToken);
            }
            catch (Exception e) when (cancellationToken.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // Such as too many open files: the next one may fare better, but not at once.
                _connections.Release();
                LogAcceptFailed(e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using var connection = client;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.RequestTimeout);
        try
        {
            var stream = connection.GetStream();
            var (reply, withBody) = await AnswerAsync(await ReadHeadAsync(stream, limit.Token), limit.Token);
            await stream.WriteAsync(reply.ToBytes(withBody), limit.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            LogClientGone(e.Message);
        }
        catch (Exception e)
        {
            LogFailed(e);
        }
        finally
        {
            _connections.Release();
        }
    }

    /// <summary>The request up to its empty line; null when it is longer than any we answer.</summary>
    private static async Task<string?> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxRequestBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                throw new IOException("the client closed the connection within its request");
            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
                return Encoding.ASCII.GetString(buffer, 0, end);
        }
        return null;
    }

    private async Task<(HttpAnswer Reply, bool WithBody)> AnswerAsync(string? head, CancellationToken cancellationToken)
    {
        if (head is null)
            return (HttpAnswer.Text(431, "Request Header Fields Too Large"), true);
        if (head.Split("\r\n")[0].Split(' ') is not [var method, ['/', ..] target, "HTTP/1.1" or "HTTP/1.0"])
            return (HttpAnswer.Text(400, "Bad Request"), true);
        if (method is not ("GET" or "HEAD"))
            return (HttpAnswer.Text(405, "Method Not Allowed"), true);
        var reply = await answer(target.Split('?')[0], cancellationToken) ?? HttpAnswer.Text(404, "Not Found");
        return (reply, method == "GET");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Metrics and health on http://{EndPoint}/metrics and /healthz")]
    private partial void LogListening(IPEndPoint endPoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot take a connection for metrics: {Reason}")]
    private partial void LogAcceptFailed(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A reader of metrics went away: {Reason}")]
    private partial void LogClientGone(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request for metrics or health failed")]
    private partial void LogFailed(Exception exception);
}
