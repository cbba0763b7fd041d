using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Compute.Resources;

/// <summary>This service's row. nova: service.py Service.start, servicegroup/drivers/db.py DbDriver.</summary>
public sealed partial class ServiceRecord(
    IConductor conductor, ComputeOptions options, TimeProvider time, ILogger<ServiceRecord> logger) : IServiceRecord
{
    /// <summary>A conductor that is slow, and report_interval shorter than it, is no reason to call it lost.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private Service? _row;
    private bool _disconnected;
    private long? _reported;

    /// <summary>The row's id once there is one.</summary>
    public long? Id => _row?.Id;

    /// <summary>How long ago the last heartbeat was stored, by the monotonic clock; null before the first.</summary>
    public TimeSpan? SinceLastReport => _reported is { } reported ? time.GetElapsedTime(reported) : null;

    /// <summary>The row as it is, without a change; null when this host never had one.</summary>
    public Task<Service?> FindAsync(RequestContext context, CancellationToken cancellationToken) =>
        Service.GetByHostAndBinaryAsync(conductor, context, options.Host, Service.ComputeBinary, cancellationToken);

    public async Task EnsureAsync(RequestContext context, CancellationToken cancellationToken)
    {
        _row = await FindAsync(context, cancellationToken);
        if (_row is null)
            await CreateAsync(context, cancellationToken);
        else
            await UpdateVersionAsync(context, _row, cancellationToken);
    }

    /// <summary>
    /// The first at once: the service listens by now. nova waits five seconds (servicegroup/api.py INITIAL_REPORTING_DELAY), in which its schedulers
    /// go on without the host.
    /// </summary>
    public async Task RunHeartbeatAsync(CancellationToken cancellationToken)
    {
        // report_interval = 0 turns it off, as in nova.
        if (options.ReportInterval <= TimeSpan.Zero)
            return;
        try
        {
            using var timer = new PeriodicTimer(options.ReportInterval, time);
            do
            {
                await ReportAsync(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    /// <summary>One heartbeat; the conductor sets last_seen_up because report_count grew. nova: _report_state.</summary>
    /// <remarks>
    /// nova waits rpc_response_timeout for the answer, a minute as service_down_time is: one that is lost with a broker that restarts makes the host look
    /// down. Here the next goes out when it is due.
    /// </remarks>
    internal async Task ReportAsync(CancellationToken cancellationToken)
    {
        if (_row is not { } row)
            return;
        using var limit = new CancellationTokenSource(options.ReportInterval > s_patience ? options.ReportInterval : s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            row.ReportCount++;
            await row.SaveAsync(conductor, RequestContext.Admin(time: time), either.Token);
            _reported = time.GetTimestamp();
            if (_disconnected)
                LogRecovered();
            _disconnected = false;
        }
        catch (Exception e) when (e is RpcTimeoutException
            || (e is OperationCanceledException && limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested))
        {
            if (!_disconnected)
                LogDisconnected();
            _disconnected = true;
        }
        catch (ServiceNotFound)
        {
            LogGone(Service.ComputeBinary, options.Host);
            _disconnected = true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogReportFailed(e);
            _disconnected = true;
        }
    }

    private async Task CreateAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var row = conductor.Profile.Create<Service>();
        row.Host = options.Host;
        row.Binary = Service.ComputeBinary;
        row.Topic = Service.ComputeTopic;
        row.ReportCount = 0;
        row.Version = conductor.Profile.ServiceVersion;
        try
        {
            await row.CreateAsync(conductor, context, cancellationToken);
            LogCreated(options.Host, row.Version);
        }
        catch (NovaException e) when (e is ServiceBinaryExists or ServiceTopicExists)
        {
            // Another start of ours was quicker.
            row = await FindAsync(context, cancellationToken) ?? throw new ServiceNotFound($"{options.Host}/{Service.ComputeBinary}");
        }

        _row = row;
    }

    // nova: _update_service_ref. Reported exactly: a lower version turns features off, a higher one makes the control plane refuse.
    private async Task UpdateVersionAsync(RequestContext context, Service row, CancellationToken cancellationToken)
    {
        var version = conductor.Profile.ServiceVersion;
        if (row.Version == version)
            return;
        LogUpdating(options.Host, row.Version, version);
        row.Version = version;
        await row.SaveAsync(conductor, context, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Created the service record of nova-compute on {Host} with version {Version}")]
    private partial void LogCreated(string host, long version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Updating service version for nova-compute on {Host} from {Old} to {New}")]
    private partial void LogUpdating(string host, long old, long @new);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost connection to nova-conductor for reporting service status.")]
    private partial void LogDisconnected();

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovered from being unable to report status.")]
    private partial void LogRecovered();

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The services table record for the {Binary} service on host {Host} is gone. You either need to stop this service if it should be deleted or restart it to recreate the record in the database.")]
    private partial void LogGone(string binary, string host);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unexpected error while reporting service status")]
    private partial void LogReportFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Heartbeat stopped")]
    private partial void LogStopped();
}
