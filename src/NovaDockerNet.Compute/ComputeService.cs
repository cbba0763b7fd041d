using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Events;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Compute.Startup;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Compute;

/// <summary>
/// The compute service as stages the daemon goes through in this order: WaitForConductor, DetectProfile, GuardHost, InitHost, ServiceRecord,
/// PreStart, OpenRpc, Heartbeat, Periodic; and StopAsync. nova: service.py Service.start, Service.stop.
/// </summary>
public sealed partial class ComputeService : IAsyncDisposable
{
    /// <summary>Within what the stage RPC has for closing, beside consumers.</summary>
    private static readonly TimeSpan s_notificationsLimit = TimeSpan.FromSeconds(5);

    private readonly ComputeServiceParts _parts;
    private readonly ComputeWiring _wiring;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<RpcServer> _servers = [];
    private readonly List<Task> _loops = [];

    public ComputeService(ComputeServiceParts parts)
    {
        _parts = parts;
        _wiring = new ComputeWiring(parts);
        _logger = parts.LoggerFactory.CreateLogger<ComputeService>();
    }

    /// <summary>The release spoken; known after DetectProfile.</summary>
    public NovaProfile Profile => _parts.Conductor.Profile;

    /// <summary>For the periodic tasks that act on instances.</summary>
    public PeriodicOperations PeriodicOperations => _wiring.PeriodicOperations;

    /// <summary>Builds and other operations that run apart from their request.</summary>
    public int OperationsInFlight => _wiring.Background.Count;

    /// <summary>nova: conductor.api.API.wait_until_ready.</summary>
    public Task WaitForConductorAsync(CancellationToken cancellationToken) =>
        _parts.Conductor.WaitUntilReadyAsync(RequestContext.Admin(time: _parts.Time), cancellationToken);

    /// <summary>Finds nova's release by the conductor's service version, unless configured. nova: utils.raise_if_old_compute.</summary>
    public async Task DetectProfileAsync(CancellationToken cancellationToken)
    {
        var context = RequestContext.Admin(time: _parts.Time);
        var detection = new ReleaseDetection(_parts.Options, _parts.LoggerFactory.CreateLogger<ReleaseDetection>());
        _parts.Conductor.UseProfile(await detection.DetectAsync(_parts.Conductor, context, cancellationToken));
        var oldest = await Service.GetMinimumVersionAsync(_parts.Conductor, context, Service.ComputeBinary, cancellationToken);
        if (oldest != 0 && oldest < Profile.OldestSupportedServiceVersion)
            LogOldComputes(oldest, Profile.OldestSupportedServiceVersion);
    }

    /// <summary>Refuses to be the second service of this host.</summary>
    public Task GuardHostAsync(CancellationToken cancellationToken) => _wiring.HostGuard.EnsureAloneAsync(cancellationToken);

    /// <summary>nova: ComputeManager.init_host.</summary>
    public Task InitHostAsync(CancellationToken cancellationToken) => _wiring.InitHost.RunAsync(cancellationToken);

    public Task EnsureServiceRecordAsync(CancellationToken cancellationToken) =>
        _parts.ServiceRecord.EnsureAsync(RequestContext.Admin(time: _parts.Time), cancellationToken);

    /// <summary>nova: ComputeManager.pre_start_hook.</summary>
    public Task PreStartAsync(CancellationToken cancellationToken) =>
        _parts.Tracker.UpdateAvailableResourceAsync(RequestContext.Admin(time: _parts.Time), startup: true, cancellationToken);

    /// <summary>Takes requests, on every topic of the release; then what had to wait for events begins.</summary>
    public async Task OpenRpcAsync(CancellationToken cancellationToken)
    {
        var dispatcher = new RpcDispatcher(_wiring.Endpoint.For(Profile));
        foreach (var topic in Profile.Topics)
            _servers.Add(await _parts.Transport.StartServerAsync(topic, _parts.Options.Host, dispatcher, cancellationToken));
        LogListening(string.Join(", ", Profile.Topics), _parts.Options.Host);
        _loops.Add(_wiring.LifecycleEvents.RunAsync(_stopping.Token));
        _wiring.InterruptedBuilds.Start();
        _loops.Add(_wiring.InitHost.FinishAsync(_stopping.Token));
    }

    /// <summary>nova: servicegroup db driver, _report_state.</summary>
    public void StartHeartbeat() => _loops.Add(_parts.ServiceRecord.RunHeartbeatAsync(_stopping.Token));

    /// <summary>Runs the periodic tasks until the service stops.</summary>
    public void StartPeriodicTasks(Func<CancellationToken, Task> run) => _loops.Add(run(_stopping.Token));

    /// <summary>
    /// Takes no more requests and lets those in flight end within graceful_shutdown_timeout. What does not end keeps its intent and its
    /// task_state, and the next start takes it up.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var limit = _parts.Options.GracefulShutdownTimeout;
        var started = _parts.Time.GetTimestamp();
        // A build in flight may wait for network-vif-plugged, which comes over the same queue. nova 33 has compute-alt for that; here it
        // works in every release: the events are still taken, all else stays with the broker.
        foreach (var server in _servers)
            server.TakeOnly(static request => request.Method == "external_instance_event");
        await _wiring.Background.DrainAsync(Left(), _parts.Time);
        foreach (var server in _servers)
            await server.StopAsync(Left(), cancellationToken);
        _servers.Clear();
        _wiring.Events.CancelAll();
        await _wiring.Notifications.StopAsync(s_notificationsLimit);
        await _stopping.CancelAsync();
        foreach (var loop in _loops)
        {
            try
            {
                await loop;
            }
            catch (OperationCanceledException)
            {
                LogLoopStopped();
            }
        }
        _loops.Clear();

        TimeSpan Left() => limit - _parts.Time.GetElapsedTime(started) is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        await _stopping.CancelAsync();
        await _wiring.Notifications.DisposeAsync();
        _wiring.Dispose();
        _stopping.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The cell has compute services of version {Oldest}, older than the {Supported} this release supports; nova's own services refuse to start")]
    private partial void LogOldComputes(int oldest, int supported);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Topics} as {Host}")]
    private partial void LogListening(string topics, string host);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A background loop has stopped")]
    private partial void LogLoopStopped();
}
