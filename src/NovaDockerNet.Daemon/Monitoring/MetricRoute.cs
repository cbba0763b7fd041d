using System.Diagnostics.Metrics;
using NovaDockerNet.Compute.Telemetry;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.Netlink;
using NovaDockerNet.OpenStack;
using NovaDockerNet.Oslo.Messaging;
using NovaDockerNet.Virt.Telemetry;
using OVSDB.Net;

namespace NovaDockerNet.Daemon.Monitoring;

/// <summary>
/// What an instrument of a library, which knows nothing of nova, means in nova's terms: one metric for all peers, with the peer as a label.
/// </summary>
/// <param name="Metric">The instrument it looks like.</param>
/// <param name="Label">The label that tells the sources apart.</param>
/// <param name="Value">The label's value; null when a tag of the measurement says it.</param>
internal sealed record MetricRoute(string Metric, string Help, string Label, string? Value)
{
    public const string PeerDuration = "nova.peer.request.duration";
    public const string PeerReconnects = "nova.peer.reconnects";
    private const string Peer = "nova.peer";
    private const string DurationHelp = "Time spent waiting for a peer, by nova.peer.";
    private const string ReconnectsHelp = "Lasting connections made again after they were lost, by nova.peer.";

    private static readonly Dictionary<(string Meter, string Instrument), MetricRoute> s_routes = new()
    {
        [(OvsdbTelemetry.Name, "ovsdb.transaction.duration")] = new(PeerDuration, DurationHelp, Peer, "ovsdb"),
        [(NetlinkTelemetry.Name, "netlink.request.duration")] = new(PeerDuration, DurationHelp, Peer, "netlink"),
        [(DockerTelemetry.Name, "docker.request.duration")] = new(PeerDuration, DurationHelp, Peer, "docker"),
        [(ComputeTelemetry.Name, "nova.conductor.call.duration")] = new(PeerDuration, DurationHelp, Peer, "conductor"),
        [(OpenStackTelemetry.Name, "openstack.request.duration")] = new(PeerDuration, DurationHelp, Peer, null),
        [(OvsdbTelemetry.Name, "ovsdb.reconnects")] = new(PeerReconnects, ReconnectsHelp, Peer, "ovsdb"),
        [(MessagingTelemetry.Name, "messaging.reconnects")] = new(PeerReconnects, ReconnectsHelp, Peer, "rabbitmq"),
        [(VirtTelemetry.Name, "nova.docker.events.reconnects")] = new(PeerReconnects, ReconnectsHelp, Peer, "docker"),
        [(MessagingTelemetry.Name, "messaging.requests.waiting")] = new("nova.operation.waiting", ComputeTelemetry.WaitingHelp, "nova.wait", "executor"),
    };

    /// <summary>Keystone's catalog has types, operators speak of projects.</summary>
    private static readonly Dictionary<string, string> s_services = new(StringComparer.Ordinal)
    {
        ["identity"] = "keystone",
        ["image"] = "glance",
        ["network"] = "neutron",
        ["placement"] = "placement",
    };

    /// <summary>The values known before anything was measured: a rate needs the zero it began with.</summary>
    public IEnumerable<string> KnownValues => Value is null ? s_services.Values : [Value];

    /// <summary>Null for an instrument that is exported as it is.</summary>
    public static MetricRoute? Of(Instrument instrument) => s_routes.GetValueOrDefault((instrument.Meter.Name, instrument.Name));

    public KeyValuePair<string, object?> LabelOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Value is not null)
            return new(Label, Value);
        foreach (var (name, value) in tags)
        {
            if (name == OpenStackTelemetry.ServiceTag && value is string service)
                return new(Label, s_services.GetValueOrDefault(service, service));
        }
        return new(Label, "");
    }
}
