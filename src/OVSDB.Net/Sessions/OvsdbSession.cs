using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;

namespace OVSDB.Net.Sessions;

/// <summary>
/// One connection's life: JSON-RPC 1.0 both ways (RFC 7047 4), echo answered and sent. It breaks once, in <see cref="Break"/>; the first
/// reason wins and every waiter gets it.
/// </summary>
internal sealed partial class OvsdbSession : IAsyncDisposable
{
    private const string EchoId = "echo";
    private readonly Stream _stream;
    private readonly Action<string, JArray> _onNotification;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PendingCall> _pending = [];
    private readonly Channel<byte[]> _outgoing = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Exception> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loops;
    private OvsdbConnectionException? _reason;
    private long _lastId;
    private long _received;

    public OvsdbSession(Stream stream, Action<string, JArray> onNotification, TimeSpan probeInterval, TimeProvider time, ILogger logger)
    {
        _stream = stream;
        _onNotification = onNotification;
        _time = time;
        _logger = logger;
        _loops = Task.WhenAll(GuardAsync(ReadAsync), GuardAsync(WriteAsync), GuardAsync(token => ProbeAsync(probeInterval, token)));
    }

    /// <summary>Completes, with the reason, when the connection is broken.</summary>
    public Task<Exception> Broken => _broken.Task;

    /// <summary>Sends a request and waits for its reply; a refusal raises <see cref="OvsdbOperationException"/>.</summary>
    public async Task<JToken?> CallAsync(string method, JArray parameters, Action<JToken?>? onResult, CancellationToken cancellationToken)
    {
        var call = new PendingCall(onResult);
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        lock (_lock)
        {
            if (_reason is not null)
                throw new OvsdbConnectionException(_reason.Message, _reason.InnerException);
            _pending.Add(id, call);
        }
        Send(new JObject { ["method"] = method, ["params"] = parameters, ["id"] = id });
        try
        {
            return await call.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            lock (_lock)
                _pending.Remove(id);
            // RFC 7047 4.1.4; without it a wait operation would go on holding the transaction on the server.
            if (method == "transact")
                Send(new JObject { ["method"] = "cancel", ["params"] = new JArray(id), ["id"] = null });
            throw;
        }
    }

    /// <summary>The only place where a connection ends.</summary>
    public void Break(string message, Exception? cause)
    {
        List<PendingCall> orphans;
        OvsdbConnectionException reason;
        lock (_lock)
        {
            if (_reason is not null)
                return;
            _reason = reason = new OvsdbConnectionException(message, cause);
            orphans = [.. _pending.Values];
            _pending.Clear();
        }
        _outgoing.Writer.TryComplete();
        _stop.Cancel();
        _broken.TrySetResult(reason);
        foreach (var call in orphans)
            call.Fail(new OvsdbConnectionException(message, cause));
    }

    public async ValueTask DisposeAsync()
    {
        Break("the OVSDB connection was closed by this side", null);
        await _loops;
        await _stream.DisposeAsync();
        _stop.Dispose();
    }

    private void Send(JObject message) => _outgoing.Writer.TryWrite(JsonText.Write(message));

    private async Task GuardAsync(Func<CancellationToken, Task> loop)
    {
        try
        {
            await loop(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Broken already; the reason is known.
        }
        catch (Exception failure)
        {
            Break("the OVSDB connection broke: " + failure.Message, failure);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
            await _stream.WriteAsync(message, cancellationToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        var framer = new JsonFramer();
        while (true)
        {
            var count = await _stream.ReadAsync(framer.GetMemory(), cancellationToken);
            if (count == 0)
                throw new EndOfStreamException("the server closed the connection");
            framer.Advance(count);
            Interlocked.Increment(ref _received);
            while (framer.TryRead(out var message))
                Dispatch(JsonText.Parse(message));
        }
    }

    private void Dispatch(JObject message)
    {
        if (message["method"] is { Type: JTokenType.String } method)
        {
            var parameters = message["params"] as JArray ?? [];
            if ((string?)method == "echo")
                Send(new JObject { ["result"] = parameters, ["error"] = null, ["id"] = message["id"] });
            else if (message["id"] is { Type: not JTokenType.Null } id)
                Send(new JObject { ["result"] = null, ["error"] = "unknown method", ["id"] = id });
            else
                _onNotification((string)method!, parameters);
            return;
        }

        PendingCall? call = null;
        if ((string?)message["id"] is { } reply)
        {
            lock (_lock)
                _pending.Remove(reply, out call);
        }
        if (call is null && (string?)message["id"] == EchoId)
            return;
        if (call is null)
            LogUnexpectedReply(message["id"]?.ToString() ?? "null");
        else if (message["error"] is { Type: not JTokenType.Null } error)
            call.Fail(Refusal(error));
        else
            call.Complete(message["result"]);
    }

    private static OvsdbOperationException Refusal(JToken error) => error is JObject detailed
        ? new OvsdbOperationException((string?)detailed["error"] ?? "error", (string?)detailed["details"])
        : new OvsdbOperationException(error.ToString(), null);

    private async Task ProbeAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, _time);
        var probe = new InactivityProbe();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            switch (probe.Tick(Interlocked.Read(ref _received)))
            {
                case InactivityProbe.Verdict.Ask:
                    Send(new JObject { ["method"] = "echo", ["params"] = new JArray(), ["id"] = EchoId });
                    break;
                case InactivityProbe.Verdict.Dead:
                    throw new TimeoutException($"the server has been silent for {2 * interval.TotalSeconds:0.#} s and does not answer echo");
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "OVSDB reply to {Id}, which nobody waits for")]
    private partial void LogUnexpectedReply(string id);
}
