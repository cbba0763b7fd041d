using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects.Exceptions;
using OVSDB.Net;

namespace NovaDockerNet.Networking.Ports;

/// <summary>Our ports on the switch: read from the replica, changed in group commits.</summary>
internal sealed class SwitchPorts(OvsdbClient ovsdb, InstanceNetworksOptions options, ILoggerFactory loggerFactory, TimeProvider time) : IAsyncDisposable
{
    // Columns of a Port that belong to Neutron's agent and must outlive a port that has to be opened anew.
    private static readonly string[] s_keptColumns = ["tag", "trunks", "vlan_mode", "external_ids", "other_config"];
    private static readonly IReadOnlyDictionary<string, OvsValue> s_nothingKept = new Dictionary<string, OvsValue>();
    private readonly OvsPortWriter _writer = new(ovsdb, loggerFactory);

    /// <summary>Device to the configuration number that takes it off the switch.</summary>
    private readonly ConcurrentDictionary<string, long> _removals = new();

    private Replica Replica => ovsdb.Replica;

    internal Task StartAsync(CancellationToken cancellationToken) => ovsdb.StartAsync(cancellationToken);

    internal SwitchDatapath DatapathOf(string bridge)
    {
        var row = Replica.Table("Bridge").FindByName(bridge)
            ?? throw new VirtualInterfacePlugException(
                $"Open vSwitch has no bridge {bridge}: neutron-openvswitch-agent makes the integration bridge when it starts; [neutron] ovs_bridge names it here.");
        return new SwitchDatapath(row.Text("datapath_type") is { Length: > 0 } type ? type : "system");
    }

    internal IReadOnlyList<PluggedPort> All() => [.. Replica.Table("Interface").FindAll("external_ids", PortExternalIds.Owner, options.Host).Select(Port)];

    internal IReadOnlyList<PluggedPort> Of(string instanceUuid)
        => [.. Replica.Table("Interface").FindAll("external_ids", PortExternalIds.InstanceUuid, instanceUuid)
            .Where(row => row.Map("external_ids").GetValueOrDefault(PortExternalIds.Owner) == options.Host)
            .Select(Port)];

    internal async Task RemoveAsync(IReadOnlyList<string> devices, CancellationToken cancellationToken)
    {
        if (devices.Count == 0) return;
        var commit = await _writer.RemovePortsAsync(devices, cancellationToken);
        if (commit.NextConfiguration is not { } number) return;
        foreach (var device in devices) _removals[device] = number;
        var done = Replica.Table("Open_vSwitch").Rows.FirstOrDefault()?.Integer("cur_cfg");
        foreach (var old in _removals.Where(removal => removal.Value <= done)) _removals.TryRemove(old);
    }

    /// <summary>
    /// Takes open ports off the switch whose devices are about to be made anew: the userspace datapath goes on listening on the device that
    /// is gone, although it shows the new one. Returns what the agent had written, for <see cref="PlugAsync"/>.
    /// </summary>
    internal async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, OvsValue>>> CloseAsync(
        IEnumerable<NicPlan> nics, CancellationToken cancellationToken)
    {
        var kept = new Dictionary<string, IReadOnlyDictionary<string, OvsValue>>();
        foreach (var nic in nics)
        {
            if (!DatapathOf(nic.Bridge).IsUserspace
                || Replica.Table("Interface").FindByName(nic.HostDevice)?.Integer("ofport") is not > 0
                || Replica.Table("Port").FindByName(nic.HostDevice) is not { } port)
                continue;
            kept[nic.HostDevice] = s_keptColumns.Select(column => (column, value: port[column])).Where(pair => pair.value is not null)
                .ToDictionary(pair => pair.column, pair => pair.value!);
        }

        await RemoveAsync([.. kept.Keys], cancellationToken);
        return kept;
    }

    /// <summary>Commits all ports of a plan at once and waits until the switch has opened them.</summary>
    internal async Task PlugAsync(
        string instanceUuid, InstanceNetworkPlan plan, IReadOnlyDictionary<string, IReadOnlyDictionary<string, OvsValue>> kept,
        CancellationToken cancellationToken)
    {
        if (plan.Nics.Count == 0) return;
        var devices = plan.Nics.Select(nic => nic.HostDevice).ToList();
        using var limit = new CancellationTokenSource(options.PortTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // A removal and an addition that ovs-vswitchd sees together are no change to it, and it would keep the old device.
            foreach (var device in devices)
            {
                if (!_removals.TryGetValue(device, out var number)) continue;
                await _writer.WaitForConfigurationAsync(number, either.Token);
                _removals.TryRemove(new(device, number));
            }

            // Not cancellable: a removal that follows must find in the replica what this commit makes.
            var commit = await _writer.EnsurePortsAsync(
                [.. plan.Nics.Select(nic => new OvsPort(nic.Bridge, nic.HostDevice)
                {
                    ExternalIds = nic.ExternalIds,
                    ExternalDiscipline = plan.Inbound is not null,
                    NewPortColumns = kept.GetValueOrDefault(nic.HostDevice, s_nothingKept),
                })],
                CancellationToken.None);
            NetworkFaultPoints.PortsCommitted.Reached(instanceUuid);
            await _writer.WaitForPortsAsync(devices, commit, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new VirtualInterfacePlugException(
                $"ovs-vswitchd did not open {string.Join(", ", devices)} within {options.PortTimeout.TotalSeconds:0} s ([os_vif_ovs] ovs_vsctl_timeout): is it running?");
        }
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static PluggedPort Port(OvsRow row)
    {
        var ids = row.Map("external_ids");
        return new PluggedPort(
            ids.GetValueOrDefault(PortExternalIds.InterfaceId, ""),
            ids.GetValueOrDefault(PortExternalIds.InstanceUuid, ""),
            (int?)row.Integer("ofport"),
            row.Text("name") ?? "");
    }
}
