using Microsoft.Extensions.Logging;
using NovaDockerNet.Netlink;
using NovaDockerNet.Netlink.Announcements;
using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.Networking.Containers;
using NovaDockerNet.Networking.Guests;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Networking.Ports;
using NovaDockerNet.Objects.Exceptions;
using OVSDB.Net;

namespace NovaDockerNet.Networking;

/// <summary>
/// Networks of instances in mode "agent": a namespace of the service's own, veth pairs into it, ports on the integration bridge that
/// Neutron's L2 agent finds by their external_ids and wires.
/// </summary>
/// <remarks>
/// 1 namespace   2 veth pairs, far ends already inside   3 one commit for all ports, and beside it: addresses, routes, offloads inside
/// 4 wait for a valid ofport   5 announce new addresses. What the plan does not name goes first.
/// </remarks>
public sealed partial class InstanceNetworks : IInstanceNetworks, IAsyncDisposable
{
    private readonly InstanceNetworksOptions _options;
    private readonly OvsdbClient _ovsdb;
    private readonly OvsPortWriter _ports;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NetworkNamespaceFolder _namespaces;
    private readonly ContainerNamespaces _containers;
    private readonly KeyedLocks _locks = new();
    private readonly SemaphoreSlim _prepareGate = new(1, 1);
    private HostDevices? _host;

    /// <param name="ovsdb">Belongs to the caller; <see cref="CheckAsync"/> starts it if nobody has.</param>
    public InstanceNetworks(InstanceNetworksOptions options, OvsdbClient ovsdb, ILoggerFactory loggerFactory, TimeProvider time)
    {
        _options = options;
        _ovsdb = ovsdb;
        _ports = new OvsPortWriter(ovsdb, loggerFactory);
        _time = time;
        _logger = loggerFactory.CreateLogger<InstanceNetworks>();
        _namespaces = new NetworkNamespaceFolder(options.NamespaceFolder);
        _containers = new ContainerNamespaces(options.ContainerFolder);
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await HostAsync(cancellationToken);
            await _ovsdb.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (IsHostFailure(exception))
        {
            throw new VirtualInterfacePlugException($"This host cannot keep instance networks: {exception.Message}", exception);
        }

        var datapath = DatapathOf(_options.IntegrationBridge);
        LogChecked(_options.IntegrationBridge, datapath, _options.NamespaceFolder);
    }

    public async Task EnsureAsync(string instanceUuid, InstanceNetworkPlan plan, CancellationToken cancellationToken)
    {
        using var held = await _locks.AcquireAsync(instanceUuid, cancellationToken);
        try
        {
            await EnsureLockedAsync(instanceUuid, plan, cancellationToken);
        }
        catch (Exception exception) when (IsHostFailure(exception))
        {
            throw new VirtualInterfacePlugException($"Cannot plug the network of instance {instanceUuid}: {exception.Message}", exception);
        }
    }

    public async Task AnnounceAsync(string instanceUuid, InstanceNetworkPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            using var target = _namespaces.TryOpen(instanceUuid);
            if (target is null) return;
            await AnnounceAsync(target, plan.Nics, cancellationToken);
        }
        catch (Exception exception) when (IsHostFailure(exception))
        {
            // Neighbours learn by themselves, only later.
            LogAnnounceFailed(exception, instanceUuid);
        }
    }

    public async Task RemoveAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        using var held = await _locks.AcquireAsync(instanceUuid, cancellationToken);
        try
        {
            try
            {
                await _ports.RemovePortsAsync([.. PortsOf(instanceUuid).Select(port => port.HostDevice)], cancellationToken);
            }
            finally
            {
                if (_namespaces.Delete(instanceUuid)) LogRemoved(instanceUuid);
            }
        }
        catch (Exception exception) when (IsHostFailure(exception))
        {
            LogUnplugFailed(exception, instanceUuid);
            throw new VirtualInterfaceUnplugException(exception.Message);
        }
    }

    public async Task RemoveNicAsync(string instanceUuid, string portId, CancellationToken cancellationToken)
    {
        using var held = await _locks.AcquireAsync(instanceUuid, cancellationToken);
        try
        {
            var host = await HostAsync(cancellationToken);
            var devices = PortsOf(instanceUuid).Where(port => port.PortId == portId).Select(port => port.HostDevice).ToList();
            await _ports.RemovePortsAsync(devices, cancellationToken);
            // The device may be there without its port: a plug that was broken off between the two.
            foreach (var device in devices.Append(InstanceNetworkPlan.HostDeviceOf(portId)).Distinct()) await host.RemoveAsync(device, cancellationToken);
        }
        catch (Exception exception) when (IsHostFailure(exception))
        {
            LogUnplugFailed(exception, instanceUuid);
            throw new VirtualInterfaceUnplugException(exception.Message);
        }
    }

    public string NamespacePath(string instanceUuid) => _namespaces.PathOf(instanceUuid);

    public Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken) => Task.FromResult(_namespaces.List());

    public async Task<IReadOnlyList<PluggedPort>> ListPortsAsync(CancellationToken cancellationToken)
    {
        await _ovsdb.StartAsync(cancellationToken);
        return [.. Ports(_ovsdb.Replica.Table("Interface").FindAll("external_ids", PortExternalIds.Owner, _options.Host))];
    }

    public Task BindContainerAsync(string containerId, string instanceUuid, CancellationToken cancellationToken)
        => _containers.BindAsync(containerId, NamespacePath(instanceUuid), cancellationToken);

    public Task UnbindContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        _containers.Unbind(containerId);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _ports.DisposeAsync();
        _host?.Dispose();
        _prepareGate.Dispose();
    }

    private async Task EnsureLockedAsync(string instanceUuid, InstanceNetworkPlan plan, CancellationToken cancellationToken)
    {
        var host = await HostAsync(cancellationToken);
        var datapaths = plan.Nics.Select(nic => DatapathOf(nic.Bridge)).ToList();

        // Step 1
        var target = _namespaces.TryOpen(instanceUuid);
        var made = target is null;
        using var opened = target ??= await _namespaces.CreateAsync(instanceUuid, GuestDevices.Settings, cancellationToken);
        using var guest = await GuestDevices.OpenAsync(target, cancellationToken);
        await RemoveUnplannedAsync(instanceUuid, plan, host, cancellationToken);

        // Step 2
        var wired = new List<WiredNic>();
        foreach (var nic in plan.Nics) wired.Add(await host.EnsureVethAsync(nic, guest, target, cancellationToken));

        // Step 3: two things that do not need each other.
        var plugged = PlugAsync(plan, cancellationToken);
        var configured = guest.ConfigureAsync(wired, datapaths, cancellationToken);
        await Task.WhenAll(plugged, configured);

        // Step 5
        var created = wired.Where(nic => nic.Created).Select(nic => nic.Plan).ToList();
        if (created.Count > 0) await AnnounceAsync(target, created, cancellationToken);
        if (made || created.Count > 0) LogEnsured(instanceUuid, created.Count, plan.Nics.Count);
    }

    private async Task PlugAsync(InstanceNetworkPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Nics.Count == 0) return;
        // Not cancellable: a removal that follows must find in the replica what this commit makes.
        var commit = await _ports.EnsurePortsAsync(
            [.. plan.Nics.Select(nic => new OvsPort(nic.Bridge, nic.HostDevice) { ExternalIds = nic.ExternalIds })], CancellationToken.None);

        // Step 4
        using var limit = new CancellationTokenSource(_options.PortTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _ports.WaitForPortsAsync([.. plan.Nics.Select(nic => nic.HostDevice)], commit, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var names = string.Join(", ", plan.Nics.Select(nic => nic.HostDevice));
            throw new VirtualInterfacePlugException(
                $"ovs-vswitchd did not open {names} within {_options.PortTimeout.TotalSeconds:0} s ([os_vif_ovs] ovs_vsctl_timeout): is it running?");
        }
    }

    private async Task RemoveUnplannedAsync(string instanceUuid, InstanceNetworkPlan plan, HostDevices host, CancellationToken cancellationToken)
    {
        var planned = plan.Nics.Select(nic => nic.HostDevice).ToHashSet();
        var surplus = PortsOf(instanceUuid).Select(port => port.HostDevice).Where(device => !planned.Contains(device)).ToList();
        if (surplus.Count == 0) return;
        await _ports.RemovePortsAsync(surplus, cancellationToken);
        foreach (var device in surplus) await host.RemoveAsync(device, cancellationToken);
        LogRemovedNics(instanceUuid, string.Join(", ", surplus));
    }

    private static async Task AnnounceAsync(NetworkNamespace target, IReadOnlyList<NicPlan> nics, CancellationToken cancellationToken)
    {
        using var routes = await RouteSocket.OpenAsync(target);
        using var announcer = await NeighbourAnnouncer.OpenAsync(target);
        var links = await routes.ListLinksAsync(cancellationToken);
        foreach (var nic in nics)
        {
            if (links.FirstOrDefault(link => link.MacAddress == nic.MacAddress && link.IsUp) is not { } link) continue;
            foreach (var address in nic.Addresses) announcer.Announce(link.Index, nic.MacAddress, address.Address);
        }
    }

    /// <summary>"system" or "netdev".</summary>
    private string DatapathOf(string bridge)
    {
        var row = _ovsdb.Replica.Table("Bridge").FindByName(bridge)
            ?? throw new VirtualInterfacePlugException(
                $"Open vSwitch has no bridge {bridge}: neutron-openvswitch-agent makes the integration bridge when it starts; [neutron] ovs_bridge names it here.");
        return row.Text("datapath_type") is { Length: > 0 } type ? type : "system";
    }

    private IEnumerable<PluggedPort> PortsOf(string instanceUuid)
        => Ports(_ovsdb.Replica.Table("Interface").FindAll("external_ids", PortExternalIds.InstanceUuid, instanceUuid)
            .Where(row => row.Map("external_ids").GetValueOrDefault(PortExternalIds.Owner) == _options.Host));

    private static IEnumerable<PluggedPort> Ports(IEnumerable<OvsRow> rows) => rows.Select(row =>
    {
        var ids = row.Map("external_ids");
        return new PluggedPort(
            ids.GetValueOrDefault(PortExternalIds.InterfaceId, ""),
            ids.GetValueOrDefault(PortExternalIds.InstanceUuid, ""),
            (int?)row.Integer("ofport"),
            row.Text("name") ?? "");
    });

    private async Task<HostDevices> HostAsync(CancellationToken cancellationToken)
    {
        if (_host is { } ready) return ready;
        await _prepareGate.WaitAsync(cancellationToken);
        try
        {
            if (_host is not null) return _host;
            _namespaces.Ensure();
            return _host = await HostDevices.OpenAsync(_options.HostNamespacePath);
        }
        finally
        {
            _prepareGate.Release();
        }
    }

    private static bool IsHostFailure(Exception exception)
        => exception is IOException or OvsdbException or UnauthorizedAccessException;

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance networks: bridge {Bridge} (datapath {Datapath}), namespaces in {Folder}")]
    private partial void LogChecked(string bridge, string datapath, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "[instance: {InstanceUuid}] Network in place: {Created} of {Count} NICs made")]
    private partial void LogEnsured(string instanceUuid, int created, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "[instance: {InstanceUuid}] Network removed")]
    private partial void LogRemoved(string instanceUuid);

    [LoggerMessage(Level = LogLevel.Information, Message = "[instance: {InstanceUuid}] Removed NICs that are no longer the instance's: {Devices}")]
    private partial void LogRemovedNics(string instanceUuid, string devices);

    [LoggerMessage(Level = LogLevel.Warning, Message = "[instance: {InstanceUuid}] Could not announce the addresses to the neighbours")]
    private partial void LogAnnounceFailed(Exception exception, string instanceUuid);

    [LoggerMessage(Level = LogLevel.Error, Message = "[instance: {InstanceUuid}] Could not unplug")]
    private partial void LogUnplugFailed(Exception exception, string instanceUuid);
}
