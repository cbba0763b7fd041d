using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using OVSDB.Net.Replicas;
using OVSDB.Net.Sessions;

namespace OVSDB.Net;

/// <summary>
/// A client of one OVSDB database: keeps a connection, follows the monitored tables in <see cref="Replica"/>, runs transactions. After a
/// lost connection it connects again by itself and replaces the replica whole; transactions that were in flight fail with
/// <see cref="OvsdbConnectionException"/>, waits on the replica go on.
/// </summary>
public sealed partial class OvsdbClient : IAsyncDisposable
{
    private readonly OvsdbClientOptions _options;
    private readonly Func<CancellationToken, Task<Stream>> _connect;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ReplicaStore _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource<OvsdbSession> _session = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _lastFailure;
    private Task? _loop;
    private bool _disposed;

    public OvsdbClient(OvsdbClientOptions options, ILoggerFactory loggerFactory, TimeProvider time)
        : this(options, OvsdbEndpoint.Parse(options.Endpoint).ConnectAsync, loggerFactory, time)
    {
    }

    internal OvsdbClient(OvsdbClientOptions options, Func<CancellationToken, Task<Stream>> connect, ILoggerFactory loggerFactory, TimeProvider time)
    {
        _options = options;
        _connect = connect;
        _logger = loggerFactory.CreateLogger<OvsdbClient>();
        _time = time;
        _store = new ReplicaStore(Replica.Empty(options.Monitor.Keys, options.Indexes, generation: 0));
    }

    /// <summary>The latest known state; after a lost connection the last one before it.</summary>
    public Replica Replica => _store.Current;

    public bool IsConnected
    {
        get
        {
            lock (_lock)
                return _session.Task.IsCompletedSuccessfully;
        }
    }

    /// <summary>Connects and returns when the first snapshot is there, or raises why it cannot be had.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            _loop ??= RunAsync(_stop.Token);
        await ConnectedAsync(cancellationToken);
    }

    /// <summary>Runs a transaction; waits a while for a connection when there is none.</summary>
    public async Task<IReadOnlyList<OvsdbOperationResult>> TransactAsync(OvsdbTransaction transaction, CancellationToken cancellationToken)
    {
        var session = await ConnectedAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var reply = await session.CallAsync("transact", transaction.ToJson(_options.Database), onResult: null, cancellationToken);
            return TransactReply.Read(reply, transaction.Operations);
        }
        finally
        {
            OvsdbTelemetry.TransactionDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    /// <summary>Waits, without polling, until the replica fulfils a condition, over lost connections too.</summary>
    public Task WaitUntilAsync(Func<Replica, bool> condition, CancellationToken cancellationToken) =>
        _store.WaitAsync(replica => condition(replica) ? replica : null, cancellationToken);

    /// <summary>Waits until <paramref name="select"/> finds something in the replica.</summary>
    public Task<T> WaitUntilAsync<T>(Func<Replica, T?> select, CancellationToken cancellationToken)
        where T : class => _store.WaitAsync(select, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stop.CancelAsync();
        if (_loop is not null)
            await _loop;
        var closed = new OvsdbConnectionException($"the client of {_options.Endpoint} was closed");
        _store.Close(closed);
        lock (_lock)
        {
            _session.TrySetException(closed);
            _ = _session.Task.Exception;
        }
        _stop.Dispose();
    }

    private async Task<OvsdbSession> ConnectedAsync(CancellationToken cancellationToken)
    {
        Task<OvsdbSession> session;
        lock (_lock)
        {
            // Our loop learns of a broken connection no earlier than those whose calls it broke.
            if (_session.Task is { IsCompletedSuccessfully: true, Result.Broken.IsCompleted: true })
                _session = new TaskCompletionSource<OvsdbSession>(TaskCreationOptions.RunContinuationsAsynchronously);
            session = _session.Task;
        }
        try
        {
            return await session.WaitAsync(_options.ReconnectWait, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            Exception? last;
            lock (_lock)
                last = _lastFailure;
            throw new OvsdbConnectionException(
                $"no connection to OVSDB at {_options.Endpoint} within {_options.ReconnectWait.TotalSeconds:0.#} s: {last?.Message ?? "no answer yet"}", last);
        }
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        await Task.Yield();
        var backOff = _options.InitialBackOff;
        var again = false;
        for (var generation = 1; !stopping.IsCancellationRequested; generation++)
        {
            try
            {
                await using var session = await OpenAsync(generation, stopping);
                backOff = _options.InitialBackOff;
                Attach(session);
                if (again)
                    OvsdbTelemetry.Reconnects.Add(1);
                again = true;
                LogConnected(_options.Endpoint, generation);
                var reason = await session.Broken.WaitAsync(stopping);
                Detach(reason);
                LogLost(_options.Endpoint, reason.Message);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                Detach(failure);
                LogConnectFailed(_options.Endpoint, failure.Message, backOff.TotalSeconds);
            }

            try
            {
                await Task.Delay(backOff, _time, stopping);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, _options.MaximumBackOff.Ticks));
        }
    }

    private void Attach(OvsdbSession session)
    {
        lock (_lock)
        {
            _lastFailure = null;
            _session.TrySetResult(session);
        }
    }

    private void Detach(Exception failure)
    {
        lock (_lock)
        {
            _lastFailure = failure;
            if (_session.Task.IsCompleted)
                _session = new TaskCompletionSource<OvsdbSession>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Connects, reads the schema, and asks for the monitor; the replica is published before this returns.</summary>
    private async Task<OvsdbSession> OpenAsync(int generation, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        OvsdbSession? session = null;
        try
        {
            var stream = await _connect(both.Token);
            var monitor = new MonitorFeed(_options, _store, generation, _logger);
            session = new OvsdbSession(stream, monitor.OnNotification, _options.ProbeInterval, _time, _logger);
            var schema = await session.CallAsync("get_schema", new JArray(_options.Database), onResult: null, both.Token);
            await monitor.StartAsync(session, OvsdbSchema.FromJson((JObject)schema!), both.Token);
            return session;
        }
        catch (Exception failure)
        {
            if (session is not null)
                await session.DisposeAsync();
            if (failure is OperationCanceledException && limit.IsCancellationRequested && !stopping.IsCancellationRequested)
                throw new TimeoutException($"no snapshot within {_options.ConnectTimeout.TotalSeconds:0.#} s", failure);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to OVSDB at {Endpoint} (connection {Generation})")]
    private partial void LogConnected(string endpoint, int generation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost OVSDB at {Endpoint}: {Reason}; connecting again")]
    private partial void LogLost(string endpoint, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot use OVSDB at {Endpoint}: {Reason}; next attempt in {Seconds} s")]
    private partial void LogConnectFailed(string endpoint, string reason, double seconds);
}
