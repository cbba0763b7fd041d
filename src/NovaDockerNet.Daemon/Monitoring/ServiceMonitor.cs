using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Compute.Telemetry;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.Netlink;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.OpenStack;
using NovaDockerNet.Oslo.Messaging;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Telemetry;
using OVSDB.Net;

namespace NovaDockerNet.Daemon.Monitoring;

/// <summary>Answers /metrics and /healthz, from the service as it is. Without an address it measures nothing.</summary>
internal sealed class ServiceMonitor : IDisposable
{
    /// <summary>For Docker to answer; a scraper waits ten seconds by default.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly OvsdbClient _ovsdb;
    private readonly DockerEngineClient _docker;
    private readonly RpcTransport _transport;
    private readonly IResourceTracker _tracker;
    private readonly PeriodicOptions _periodic;
    private readonly IVirtDriver _driver;
    private readonly ServiceRecord _record;
    private readonly ComputeOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Meter _meter = new("NovaDockerNet.Daemon");
    private readonly MetricStore? _metrics;
    private readonly MonitoringListener _listener;
    private IReadOnlyList<(string Part, string? Problem)> _parts = [];
    private IReadOnlyDictionary<PowerState, int>? _guests;

    public ServiceMonitor(
        MonitoringOptions monitoring, OvsdbClient ovsdb, DockerEngineClient docker, RpcTransport transport, IVirtDriver driver, ServiceRecord record,
        IResourceTracker tracker, ComputeOptions options, PeriodicOptions periodic, TimeProvider time, ILogger<MonitoringListener> logger)
    {
        (_ovsdb, _docker, _transport, _driver, _record, _options, _time) = (ovsdb, docker, transport, driver, record, options, time);
        (_tracker, _periodic) = (tracker, periodic);
        _started = time.GetTimestamp();
        _listener = new MonitoringListener(monitoring, AnswerAsync, logger);
        if (monitoring.EndPoint is null)
            return;
        _metrics = new MetricStore();
        _meter.CreateObservableGauge("nova.component.up", ObserveParts, description: "1 where the part of /healthz is well, else 0.");
        _meter.CreateObservableGauge("nova.guests", ObserveGuests, description: "Containers of servers by nova.power_state.");
        _meter.CreateObservableGauge("nova.heartbeat.age", () => HeartbeatAge.TotalSeconds, "s", "Time since the last heartbeat was stored, or since the start.");
        _meter.CreateObservableGauge(
            "nova.resource.update.age", () => UpdateAge.TotalSeconds, "s", "Time since the last resource update went through, or since the start.");
        _meter.CreateObservableGauge("nova.process.memory", static () => Environment.WorkingSet, "By", "Resident memory of the service.");
        ComputeTelemetry.Publish();
        VirtTelemetry.Publish();
        DockerTelemetry.Publish();
        MessagingTelemetry.Publish();
        NetlinkTelemetry.Publish();
        OpenStackTelemetry.Publish();
        OvsdbTelemetry.Publish();
    }

    /// <summary>Null while it does not listen.</summary>
    public IPEndPoint? EndPoint => _listener.EndPoint;

    private TimeSpan HeartbeatAge => _record.SinceLastReport ?? _time.GetElapsedTime(_started);

    private TimeSpan UpdateAge => _tracker.SinceUpdate ?? _time.GetElapsedTime(_started);

    public Task StartAsync(CancellationToken cancellationToken) => _listener.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _listener.StopAsync(cancellationToken);

    public void Dispose()
    {
        _listener.Dispose();
        _metrics?.Dispose();
        _meter.Dispose();
    }

    internal async Task<HttpAnswer?> AnswerAsync(string path, CancellationToken cancellationToken)
    {
        switch (path)
        {
            case "/metrics" when _metrics is not null:
                _parts = await ExamineAsync(cancellationToken);
                _guests = await CountGuestsAsync(cancellationToken);
                return new HttpAnswer(200, "OK", "text/plain; version=0.0.4; charset=utf-8", _metrics.Write());
            case "/healthz":
                return Health(await ExamineAsync(cancellationToken));
            default:
                return null;
        }
    }

    private static HttpAnswer Health(IReadOnlyList<(string Part, string? Problem)> parts)
    {
        var well = parts.All(static part => part.Problem is null);
        var body = new JObject
        {
            ["status"] = well ? "ok" : "ill",
            ["parts"] = new JObject(parts.Select(static part => new JProperty(part.Part, part.Problem ?? "ok"))),
        };
        return new HttpAnswer(well ? 200 : 503, well ? "OK" : "Service Unavailable", "application/json", body.ToString(Formatting.Indented) + "\n");
    }

    /// <summary>A heartbeat goes through the broker and nova-conductor, so its age tells of both.</summary>
    private async Task<IReadOnlyList<(string Part, string? Problem)>> ExamineAsync(CancellationToken cancellationToken) =>
    [
        ("broker", _transport.Disconnected is { Count: > 0 } missing ? $"no connection to the broker for {string.Join(", ", missing)}" : null),
        ("docker", await ProblemOfAsync("Docker", _docker.System.PingAsync, cancellationToken)),
        ("heartbeat", HeartbeatProblem()),
        ("ovsdb", _ovsdb.IsConnected ? null : "no connection to Open vSwitch's database"),
        ("resources", ResourcesProblem()),
    ];

    private string? HeartbeatProblem()
    {
        // nova: report_interval = 0 turns heartbeats off; three missed ones are more than chance.
        if (_options.ReportInterval <= TimeSpan.Zero)
            return null;
        if (_record.SinceLastReport is null)
            return "no heartbeat has been stored since the start";
        return HeartbeatAge > _options.ReportInterval * 3
            ? $"the last heartbeat was stored {HeartbeatAge.TotalSeconds:F0} s ago; look at the broker and nova-conductor"
            : null;
    }

    private string? ResourcesProblem()
    {
        // nova: update_resources_interval: 0 is each minute, below 0 is never after the start.
        var interval = _periodic.UpdateResourcesInterval;
        if (_tracker.SinceUpdate is not { } age)
            return "no resource update has gone through since the start; the log says why";
        if (interval < TimeSpan.Zero)
            return null;
        return age > (interval == TimeSpan.Zero ? TimeSpan.FromMinutes(1) : interval) * 3
            ? $"the last resource update went through {age.TotalSeconds:F0} s ago; the log says why"
            : null;
    }

    private static async Task<string?> ProblemOfAsync(string what, Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        try
        {
            await ask(limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{what} has not answered within {s_patience.TotalSeconds:F0} s";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e.Message;
        }
    }

    /// <summary>Null, and so absent from the metrics, when Docker does not tell; nova_component_up says why.</summary>
    private async Task<IReadOnlyDictionary<PowerState, int>?> CountGuestsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<PowerState, int>? counts = null;
        await ProblemOfAsync("Docker", CountAsync, cancellationToken);
        return counts;

        async Task CountAsync(CancellationToken limit)
        {
            var guests = await _driver.ListGuestsAsync(limit);
            counts = Enum.GetValues<PowerState>().ToDictionary(static state => state, state => guests.Count(guest => guest.PowerState == state));
        }
    }

    private IEnumerable<Measurement<long>> ObserveParts() =>
        _parts.Select(static part => new Measurement<long>(part.Problem is null ? 1 : 0, new KeyValuePair<string, object?>("nova.component", part.Part)));

    private IEnumerable<Measurement<long>> ObserveGuests() =>
        (_guests ?? new Dictionary<PowerState, int>()).Select(static pair => new Measurement<long>(
            pair.Value, new KeyValuePair<string, object?>("nova.power_state", pair.Key.ToString().ToLowerInvariant())));
}
