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
/// 1 namespace   2 veth pairs, far ends already inside, with the flavor's limits   3 one commit for all ports, and beside it: addresses, routes, offloads inside
/// 4 wait for a valid ofport   5 announce new addresses. What the plan does not name goes first.
/// </remarks>
public sealed partial class InstanceNetworks : IInstanceNetworks, IAsyncDisposable
{
    private readonly InstanceNetworksOptions _options;
    private readonly SwitchPorts _ports;
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
        _ports = new SwitchPorts(ovsdb, options, loggerFactory, time);
        _logger = loggerFactory.CreateLogger<InstanceNetworks>();
        _namespaces = new NetworkNamespaceFolder(options.NamespaceFolder);
        _containers = new ContainerNamespaces(options.ContainerFolder);
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await HostAsync(cancellationToken);
            await _ports.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (IsHostFailure(exception))
        {
            throw new VirtualInterfacePlugException($"This host cannot keep instance networks: {exception.Message}", exception);
        }

        LogChecked(_options.IntegrationBridge, _ports.DatapathOf(_options.IntegrationBridge).Type, _options.NamespaceFolder);
    }

    public async Task PrepareAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        using var held = await _locks.AcquireAsync(instanceUuid, cancellationToken);
        try
        {
            await HostAsync(cancellationToken);
            (await OpenNamespaceAsync(instanceUuid, cancellationToken)).Namespace.Dispose();
        }
        catch (Exception exception) when (IsHostFailure(exception))
        {
            throw new VirtualInterfacePlugException($"Cannot make the network namespace of instance {instanceUuid}: {exception.Message}", exception);
        }
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
        using var target = _namespaces.TryOpen(instanceUuid);
        if (target is not null) await AnnounceAsync(instanceUuid, target, plan.Nics, cancellationToken);
    }

    public async Task RemoveAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        using var held = await _locks.AcquireAsync(instanceUuid, cancellationToken);
        try
        {
            try
            {
                // A commit whose answer was lost with the connection may have made ports: only the next replica shows them.
                await _ports.StartAsync(cancellationToken);
                await _ports.RemoveAsync([.. _ports.Of(instanceUuid).Select(port => port.HostDevice)], cancellationToken);
                NetworkFaultPoints.PortsRemoved.Reached(instanceUuid);
            }
            finally
            {
                if (_namespaces.Delete(instanceUuid)) LogRemoved();
            }
            NetworkFaultPoints.NamespaceRemoved.Reached(instanceUuid);
        }
        catch (Exception exception) when (IsHostFailure(exception))
        {
            LogUnplugFailed(exception);
            throw new VirtualInterfaceUnplugException(exception.Message);
        }
    }

    public async Task RemoveNicAsync(string instanceUuid, string portId, CancellationToken cancellationToken)
    {
        using var held = await _locks.AcquireAsync(instanceUuid, cancellationToken);
        try
        {
            var host = await HostAsync(cancellationToken);
            await _ports.StartAsync(cancellationToken);
            var devices = _ports.Of(instanceUuid).Where(port => port.PortId == portId).Select(port => port.HostDevice).ToList();
            await _ports.RemoveAsync(devices, cancellationToken);
            // The device may be there without its port: a plug that was broken off between the two.
            foreach (var device in devices.Append(InstanceNetworkPlan.HostDeviceOf(portId)).Distinct()) await host.RemoveAsync(device, cancellationToken);
        }
        catch (Exception exception) when (IsHostFailure(exception))
        {
            LogUnplugFailed(exception);
            throw new VirtualInterfaceUnplugException(exception.Message);
        }
    }

    public string NamespacePath(string instanceUuid) => _namespaces.PathOf(instanceUuid);

    public Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken) => Task.FromResult(_namespaces.List());

    public async Task<IReadOnlyList<PluggedPort>> ListPortsAsync(CancellationToken cancellationToken)
    {
        await _ports.StartAsync(cancellationToken);
        return _ports.All();
    }

    public Task BindContainerAsync(string containerId, string instanceUuid, bool ownControlGroup, CancellationToken cancellationToken)
        => _containers.BindAsync(containerId, NamespacePath(instanceUuid), ownControlGroup, cancellationToken);

    public Task<ContainerHold> HoldContainerAsync(string containerId, string instanceUuid, bool ownControlGroup, CancellationToken cancellationToken)
        => _containers.HoldAsync(containerId, NamespacePath(instanceUuid), ownControlGroup, cancellationToken);

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
        var datapaths = plan.Nics.Select(nic => _ports.DatapathOf(nic.Bridge)).ToList();

        // Step 1
        var (target, made) = await OpenNamespaceAsync(instanceUuid, cancellationToken);
        using var opened = target;
        using var guest = await GuestDevices.OpenAsync(target, cancellationToken);
        await RemoveUnplannedAsync(instanceUuid, plan, host, cancellationToken);

        // Step 2
        var wired = new WiredNic?[plan.Nics.Count];
        for (var i = 0; i < wired.Length; i++) wired[i] = await host.FindVethAsync(plan.Nics[i], guest, cancellationToken);
        var kept = await _ports.CloseAsync(plan.Nics.Where((_, i) => wired[i] is null), cancellationToken);
        for (var i = 0; i < wired.Length; i++) wired[i] ??= await host.CreateVethAsync(plan.Nics[i], guest, target, cancellationToken);
        NetworkFaultPoints.DevicesMade.Reached(instanceUuid);

        foreach (var nic in wired.OfType<WiredNic>())
        {
            // A device that has just been made has no limit yet.
            if (!nic.Created || plan.Inbound is not null) await host.ShapeAsync(nic.Plan, plan.Inbound, _logger, cancellationToken);
            if (!nic.Created || plan.Outbound is not null) await guest.ShapeAsync(nic, plan.Outbound, _logger, cancellationToken);
        }

        // Steps 3 and 4: what happens on the switch and inside do not need each other.
        var nics = wired.OfType<WiredNic>().ToList();
        await Task.WhenAll(_ports.PlugAsync(instanceUuid, plan, kept, cancellationToken), guest.ConfigureAsync(nics, datapaths, cancellationToken));
        foreach (var nic in nics.Where(nic => nic.Created)) await host.EnsureUpAsync(nic.Plan, cancellationToken);
        NetworkFaultPoints.NetworkReady.Reached(instanceUuid);

        // Step 5
        var created = nics.Where(nic => nic.Created).Select(nic => nic.Plan).ToList();
        if (created.Count > 0) await AnnounceAsync(instanceUuid, target, created, cancellationToken);
        if (made || created.Count > 0) LogEnsured(created.Count, plan.Nics.Count);
    }

    private async Task<(NetworkNamespace Namespace, bool Made)> OpenNamespaceAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        var there = _namespaces.TryOpen(instanceUuid);
        var opened = there ?? await _namespaces.CreateAsync(instanceUuid, GuestDevices.Settings, cancellationToken);
        NetworkFaultPoints.NamespaceMade.Reached(instanceUuid);
        return (opened, there is null);
    }

    private async Task RemoveUnplannedAsync(string instanceUuid, InstanceNetworkPlan plan, HostDevices host, CancellationToken cancellationToken)
    {
        var planned = plan.Nics.Select(nic => nic.HostDevice).ToHashSet();
        var surplus = _ports.Of(instanceUuid).Select(port => port.HostDevice).Where(device => !planned.Contains(device)).ToList();
        if (surplus.Count == 0) return;
        await _ports.RemoveAsync(surplus, cancellationToken);
        foreach (var device in surplus) await host.RemoveAsync(device, cancellationToken);
        LogRemovedNics(string.Join(", ", surplus));
    }

    private async Task AnnounceAsync(string instanceUuid, NetworkNamespace target, IReadOnlyList<NicPlan> nics, CancellationToken cancellationToken)
    {
        try
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
        catch (IOException exception)
        {
            // Neighbours learn by themselves, only later.
            LogAnnounceFailed(exception);
        }
    }

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

    [LoggerMessage(Level = LogLevel.Information, Message = "Network in place: {Created} of {Count} NICs made")]
    private partial void LogEnsured(int created, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Network removed")]
    private partial void LogRemoved();

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed NICs that are no longer the instance's: {Devices}")]
    private partial void LogRemovedNics(string devices);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not announce the addresses to the neighbours")]
    private partial void LogAnnounceFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not unplug")]
    private partial void LogUnplugFailed(Exception exception);
}
