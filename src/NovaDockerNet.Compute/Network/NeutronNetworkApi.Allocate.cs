using System.Net;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Neutron;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Compute.Network;

public sealed partial class NeutronNetworkApi
{
    // What changed meanwhile comes with the network-changed event that follows every binding.
    private static readonly TimeSpan s_recent = TimeSpan.FromSeconds(10);

    private readonly RecentAnswers<(string? UserId, string? ProjectId, string Roles, string Ids), IReadOnlyList<NeutronNetwork>> _recentNetworks = new(
        s_recent, networks => networks.Count > 0 && networks.All(network => network.PortSecurityEnabled && network.Subnets.Count > 0), time);

    private readonly RecentAnswers<string, NeutronFacts> _recentFacts = new(s_recent, facts => facts.Subnets.Count > 0, time);

    public NetworkOutlook? LookAhead(RequestContext context, NetworkRequestList? requestedNetworks, CancellationToken cancellationToken)
    {
        if (requestedNetworks is null || NoneNamed(requestedNetworks) || requestedNetworks.NoAllocate()
            || requestedNetworks.Any(request => request.OrNull(NetworkRequest.Fields.PortId) is not null))
        {
            return null;
        }

        var ids = requestedNetworks.Select(request => request.OrNull(NetworkRequest.Fields.NetworkId)).OfType<string>().Distinct().ToArray();
        if (ids.Length == 0)
            return null;
        var visible = VisibleAsync();
        return new(visible, FactsAsync());

        // Who has no token learns it from the allocation.
        async Task<IReadOnlyList<NeutronNetwork>> VisibleAsync() => await _recentNetworks.GetAsync(
            (context.UserId, context.ProjectId, string.Join(',', context.Roles), string.Join(',', ids)),
            () => clients.ForUser(context).ListNetworksAsync(new Query().AddEach("id", ids), CancellationToken.None)).WaitAsync(cancellationToken);

        async Task<NeutronFacts> FactsAsync()
        {
            var facts = await _recentFacts.GetAsync(string.Join(',', ids), () => NeutronFacts.OfNetworksAsync(
                clients.Admin(context), [.. ids.Where(id => !_providerAttributes.Knows(id))], ids, CancellationToken.None)).WaitAsync(cancellationToken);
            _providerAttributes.Remember(facts.Networks.Values);
            var known = (await visible).Where(network => !facts.Networks.ContainsKey(network.Id)).Select(_providerAttributes.Complete).OfType<NeutronNetwork>();
            return facts with { Networks = facts.Networks.Values.Concat(known).ToDictionary(network => network.Id) };
        }
    }

    /// <summary>nova: allocate_for_instance.</summary>
    /// <remarks>
    /// 1 check the ports asked for   2 find networks and security groups   3 create ports (user)   4 bind all ports (admin), once they are this host's
    /// 5 virtual_interfaces rows, in the order of the NICs   6 names in an external DNS (user)   7 info cache.
    /// Steps 3 to 5 undo themselves on failure.
    /// </remarks>
    private async Task<NetworkInfo> AllocateAsync(
        RequestContext context, Instance instance, NetworkRequestList? requested, IReadOnlyList<string> securityGroups,
        AllocationBeside beside, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(instance.ProjectId))
            throw new InvalidInput($"empty project id for instance {instance.Uuid}");
        if (requested?.NoAllocate() == true)
            return new NetworkInfo();
        var user = clients.ForUser(context);
        var admin = clients.Admin(context);

        // Step 1
        var nics = await CheckRequestedPortsAsync(admin, instance, requested, cancellationToken);

        // Step 2
        var groupNames = WithoutDefault(securityGroups);
        var findNetworks = FindNetworksAsync(context, user, instance, requested, nics, beside.Outlook, cancellationToken);
        var listGroups = ListSecurityGroupsAsync(user, instance, groupNames, cancellationToken);
        await Task.WhenAll(findNetworks, listGroups, HasDnsAsync(user, cancellationToken));
        var networks = (await findNetworks).ToDictionary(network => network.Id);
        if (networks.Count == 0)
        {
            LogNoNetwork();
            return new NetworkInfo();
        }

        var groupIds = ResolveSecurityGroups(groupNames, await listGroups);

        if (NoneNamed(requested))
            nics = [new(networks.Keys.Single(), null, null, null)];
        // A network that is gone by now is left out, as nova does; the API had checked it.
        nics = [.. nics.Where(nic => networks.ContainsKey(nic.NetworkId))];
        foreach (var nic in nics)
            EnsureSecurityGroupsApply(networks[nic.NetworkId], groupIds);

        var preexisting = nics.Where(nic => nic.Preexisting is not null).Select(nic => nic.PortId).ToHashSet();
        var (ports, facts) = await undoLogs.RunAsync("allocate_for_instance", instance.Uuid, async undo =>
        {
            undo.EnterStep("create ports");
            var made = await AllOrFirstFailureAsync(nics.Select(nic => CreatePortAsync(user, admin, instance, nic, groupIds, undo, cancellationToken)));
            beside.Made?.Invoke([.. made.SelectMany(nic => nic.Port!.SecurityGroups)]);

            await beside.OnThisHost.WaitAsync(cancellationToken);
            undo.EnterStep("bind ports");
            var binding = AllOrFirstFailureAsync(made.Select(nic => BindPortAsync(user, admin, instance, nic, networks[nic.NetworkId], undo, cancellationToken)));
            // Addresses are known since the ports exist, so what lies around them is looked up while Neutron binds.
            var lookingAround = NeutronFacts.AroundAsync(
                admin, [.. made.Select(nic => nic.Port!)], [.. made.Where(nic => nic.Preexisting is not null).Select(nic => nic.PortId)],
                beside.Outlook is null ? null : await beside.Outlook.Facts, cancellationToken);
            await Task.WhenAll(binding, lookingAround);
            var bound = await binding;
            var around = await lookingAround;
            beside.Bound?.Invoke(new NetworkInfo(bound.Select(port => VifModel.From(port, around, preexisting.Contains(port.Id), options))));

            undo.EnterStep("record virtual interfaces");
            // One after another: their ids are the order of the NICs when the cache has to be rebuilt.
            for (var i = 0; i < bound.Length; i++)
                await CreateVirtualInterfaceAsync(context, instance, made[i], bound[i], undo, cancellationToken);

            undo.EnterStep("name ports");
            await AllOrFirstFailureAsync(made.Select(nic => NamePortAsync(user, instance, nic.PortId, networks[nic.NetworkId], cancellationToken)));
            return (bound, around);
        });

        // Step 7
        var all = await AddToCacheAsync(context, instance, ports, facts, preexisting, cancellationToken);
        ComputeFaultPoints.AllocateCached.Reached(instance.Uuid);
        return new NetworkInfo(ports.Select(port => all.Find(port.Id)).OfType<Vif>());
    }

    /// <summary>nova: _validate_requested_port_ids. With admin rights, because resource_request is shown to admins only.</summary>
    private static async Task<IReadOnlyList<RequestedNic>> CheckRequestedPortsAsync(
        NeutronClient admin, Instance instance, NetworkRequestList? requested, CancellationToken cancellationToken)
    {
        if (requested is null || requested.AutoAllocate())
            return [];
        var nics = await Task.WhenAll(requested.Select(request => CheckRequestAsync(admin, instance, request, cancellationToken)));
        return [.. nics.OfType<RequestedNic>()];
    }

    private static async Task<RequestedNic?> CheckRequestAsync(
        NeutronClient admin, Instance instance, NetworkRequest request, CancellationToken cancellationToken)
    {
        if (request.OrNull(NetworkRequest.Fields.PciRequestId) is { } pciRequest)
            throw new PciDeviceRequestFailed(pciRequest);
        var tag = request.OrNull(NetworkRequest.Fields.Tag);
        if (request.OrNull(NetworkRequest.Fields.PortId) is not { } portId)
        {
            return request.OrNull(NetworkRequest.Fields.NetworkId) is { } networkId
                ? new(networkId, request.OrNull(NetworkRequest.Fields.Address), tag, null) : null;
        }

        var port = await ShowPortAsync(admin, portId, [], cancellationToken);
        if (port.TenantId != instance.ProjectId)
            throw new PortNotUsable(portId, instance.Uuid);
        if (!string.IsNullOrEmpty(port.DeviceId))
            throw new PortInUse(portId);
        if (!string.IsNullOrEmpty(port.DnsName) && port.DnsName != instance.Hostname)
            throw new PortNotUsableDNS(portId, instance.Uuid, port.DnsName, instance.Hostname ?? "");
        EnsureBound(port);
        // Binding it without the allocation of its bandwidth would let the host be overbooked (nova: _get_binding_profile_allocation).
        if (HasResourceRequest(port))
            throw new PortUpdateFailed(portId, "ports with a resource request (QoS minimum bandwidth) are not supported on this host.");
        return new(port.NetworkId, null, tag, port);
    }

    private static bool HasResourceRequest(NeutronPort port) => port.ResourceRequest is { } request
        && (request["request_groups"] is JArray groups ? groups.Count > 0 : request.Count > 0);

    /// <summary>nova: _validate_requested_network_ids. Exactly one when none was named.</summary>
    private static async Task<IReadOnlyList<NeutronNetwork>> FindNetworksAsync(
        RequestContext context, NeutronClient user, Instance instance, NetworkRequestList? requested,
        IReadOnlyList<RequestedNic> nics, NetworkOutlook? outlook, CancellationToken cancellationToken)
    {
        var auto = requested?.AutoAllocate() == true;
        var networks = outlook is not null ? await outlook.Visible : await AvailableNetworksAsync(user, instance.ProjectId!, [.. nics.Select(nic => nic.NetworkId).Distinct()], auto, cancellationToken);
        if (networks.Count == 0)
        {
            if (requested is not { Count: > 0 })
                return [];
            if (auto)
                networks = [await AutoAllocateAsync(user, instance, cancellationToken)];
            else if (nics.FirstOrDefault(nic => nic.Preexisting is null) is { } missing)
                throw new NetworkNotFound(missing.NetworkId);
        }

        if (NoneNamed(requested))
        {
            if (networks.Count == 0)
                throw new InterfaceAttachFailedNoNetwork(instance.ProjectId!);
            if (networks.Count > 1)
                throw new NetworkAmbiguous("Multiple possible networks found, use a Network ID to be more specific.");
        }

        // nova: _check_external_network_attach, policy network:attach_external_network (admin). After the test for ambiguity, LP 1364344.
        if (!context.IsAdmin && networks.FirstOrDefault(network => network is { RouterExternal: true, Shared: false }) is { } external)
            throw new ExternalNetworkAttachForbidden(external.Id);
        return networks;
    }

    private static bool NoneNamed(NetworkRequestList? requested) =>
        requested is null || requested.Count == 0 || requested.IsSingleUnspecified() || requested.AutoAllocate();

    /// <summary>nova: _get_available_networks. Those asked for, or all the project could mean.</summary>
    private static async Task<IReadOnlyList<NeutronNetwork>> AvailableNetworksAsync(
        NeutronClient user, string projectId, IReadOnlyList<string> ids, bool auto, CancellationToken cancellationToken)
    {
        if (ids.Count > 0)
            return await user.ListNetworksAsync(new Query().AddEach("id", ids), cancellationToken);
        var query = new Query().Add("tenant_id", projectId).Add("shared", false);
        if (auto)
        {
            // The auto-allocated topology is built step by step; it is up when it is whole.
            query.Add("admin_state_up", true);
        }

        var own = user.ListNetworksAsync(query, cancellationToken);
        var shared = user.ListNetworksAsync(new Query().Add("shared", true), cancellationToken);
        await Task.WhenAll(own, shared);
        return [.. await own, .. await shared];
    }

    private static async Task<NeutronNetwork> AutoAllocateAsync(NeutronClient user, Instance instance, CancellationToken cancellationToken)
    {
        try
        {
            var id = await user.GetAutoAllocatedTopologyAsync(instance.ProjectId!, cancellationToken);
            return await user.ShowNetworkAsync(id ?? "", [], cancellationToken);
        }
        catch (OpenStackHttpException e) when (e.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            throw new UnableToAutoAllocateNetwork(instance.ProjectId!);
        }
    }

    /// <summary>nova: _clean_security_groups. Neutron applies "default" by itself.</summary>
    private static IReadOnlyList<string> WithoutDefault(IReadOnlyList<string> names) => names is ["default"] ? [] : names;

    private static async Task<IReadOnlyList<NeutronSecurityGroup>> ListSecurityGroupsAsync(
        NeutronClient user, Instance instance, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        names.Count == 0 ? [] : await user.ListSecurityGroupsAsync(
            new Query().AddEach("fields", ["id", "name"]).Add("tenant_id", instance.ProjectId!), cancellationToken);

    /// <summary>nova: _process_security_groups. A name is preferred to an id that reads the same.</summary>
    private static IReadOnlyList<string> ResolveSecurityGroups(IReadOnlyList<string> wanted, IReadOnlyList<NeutronSecurityGroup> known)
    {
        return [.. wanted.Select(Resolve)];

        string Resolve(string nameOrId)
        {
            var named = known.Where(group => group.Name == nameOrId).ToList();
            if (named.Count > 1)
                throw new NoUniqueMatch($"Multiple security groups found matching '{nameOrId}'. Use an ID to be more specific.");
            return named.FirstOrDefault()?.Id ?? known.FirstOrDefault(group => group.Id == nameOrId)?.Id ?? throw new SecurityGroupNotFound(nameOrId);
        }
    }

    private void EnsureSecurityGroupsApply(NeutronNetwork network, IReadOnlyList<string> groupIds)
    {
        var possible = network.PortSecurityEnabled ? network.Subnets.Count > 0 : groupIds.Count == 0;
        if (possible)
            return;
        LogNoSecurityGroups(network.Id, network.PortSecurityEnabled, network.Subnets.Count);
        throw new SecurityGroupCannotBeApplied();
    }

    /// <summary>nova: _create_port_minimal.</summary>
    private async Task<RequestedNic> CreatePortAsync(
        NeutronClient user, NeutronClient admin, Instance instance, RequestedNic nic, IReadOnlyList<string> groupIds, UndoLog undo,
        CancellationToken cancellationToken)
    {
        if (nic.Preexisting is not null)
            return nic;
        // device_id from the start: no other server may take the port, and a lost answer leaves a port that can be found.
        var body = Body(("device_id", instance.Uuid));
        if (nic.FixedIp is { } address)
            body["fixed_ips"] = new JArray(Body(("ip_address", address)));
        body["network_id"] = nic.NetworkId;
        body["admin_state_up"] = true;
        body["tenant_id"] = instance.ProjectId;
        if (groupIds.Count > 0)
            body["security_groups"] = new JArray(groupIds);

        NeutronPort port;
        try
        {
            // Not cancellable: Neutron would go on, and the port would appear after the undo has looked for it.
            port = await user.CreatePortAsync(body, CancellationToken.None);
        }
        catch (OpenStackHttpException e) when (NeutronFaults.OfCreate(e, nic.NetworkId, nic.FixedIp) is { } known)
        {
            LogCreateRefused(nic.NetworkId, e.Message);
            throw known;
        }
        catch (OpenStackConnectionException)
        {
            undo.OnFailure($"look for a port on network {nic.NetworkId}", token => DeleteUnboundPortsAsync(admin, instance, nic.NetworkId, token));
            throw;
        }

        undo.OnFailure($"delete port {port.Id}", token => DeletePortAsync(user, admin, port.Id, token));
        ComputeFaultPoints.AllocateCreated.Reached(instance.Uuid);
        cancellationToken.ThrowIfCancellationRequested();
        if (HasResourceRequest(port))
            throw new NetworksWithQoSPolicyNotSupported(instance.Uuid, nic.NetworkId);
        EnsureBound(port);
        LogCreated(port.Id, nic.NetworkId);
        return nic with { Port = port };
    }

    /// <summary>nova: the body of _update_ports_for_instance, _populate_neutron_extension_values and _update_port.</summary>
    private async Task<NeutronPort> BindPortAsync(
        NeutronClient user, NeutronClient admin, Instance instance, RequestedNic nic, NeutronNetwork network, UndoLog undo,
        CancellationToken cancellationToken)
    {
        var body = Body(("device_id", instance.Uuid), ("device_owner", DeviceOwner(instance)));
        if (nic.Preexisting?.BindingProfile() is { Count: > 0 } profile)
            body[BindingProfile] = profile;
        body[BindingHostId] = options.Host;
        // With a dns_domain the name belongs to the user's zone, and is set with the user's token after binding.
        if (await HasDnsAsync(user, cancellationToken) && string.IsNullOrEmpty(network.DnsDomain))
            body["dns_name"] = instance.Hostname;

        // Before the call: one that failed half way may have bound the port.
        if (nic.Preexisting is not null)
            undo.OnFailure($"unbind port {nic.PortId}", token => UnbindPortsAsync(user, admin, instance, [nic.PortId], token));
        try
        {
            var port = await admin.UpdatePortAsync(nic.PortId, body, cancellationToken);
            EnsureBound(port);
            LogBound(port.Id, options.Host, port.BindingVifType);
            ComputeFaultPoints.AllocateBound.Reached(instance.Uuid);
            return port;
        }
        catch (OpenStackHttpException e) when (NeutronFaults.OfUpdate(e, nic.PortId, null) is { } known)
        {
            LogBindRefused(nic.PortId, e.Message);
            throw known;
        }
    }

    private async Task CreateVirtualInterfaceAsync(
        RequestContext context, Instance instance, RequestedNic nic, NeutronPort port, UndoLog undo, CancellationToken cancellationToken)
    {
        var row = conductor.Profile.Create<VirtualInterface>();
        row.InstanceUuid = instance.Uuid;
        row.Tag = nic.Tag;
        // The table wants addresses unique in the cloud, Neutron does not: nova makes them so with the port's id.
        row.Address = $"{port.MacAddress}/{port.Id}";
        row.Uuid = port.Id;
        await conductor.ObjectActionAsync(context, row, "create", [], [], cancellationToken);
        undo.OnFailure($"remove virtual interface {port.Id}", token => conductor.ObjectActionAsync(context, row, "destroy", [], [], token));
        ComputeFaultPoints.AllocateRecorded.Reached(instance.Uuid);
    }

    /// <summary>nova: _update_port_dns_name.</summary>
    private async Task<bool> NamePortAsync(
        NeutronClient user, Instance instance, string portId, NeutronNetwork network, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(network.DnsDomain) || !await HasDnsAsync(user, cancellationToken))
            return false;
        try
        {
            await user.UpdatePortAsync(portId, Body(("dns_name", instance.Hostname)), cancellationToken);
            return true;
        }
        catch (OpenStackHttpException e) when (e.Status == HttpStatusCode.BadRequest)
        {
            LogBadName(instance.Hostname, e.ServiceMessage);
            throw new InvalidInput($"Instance hostname {instance.Hostname} is not a valid DNS name");
        }
    }

    /// <summary>Waits for all, because undo must not run beside a branch, then fails with the first failure in the order of the NICs.</summary>
    private static Task<T[]> AllOrFirstFailureAsync<T>(IEnumerable<Task<T>> branches) => Task.WhenAll(branches);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No network configured")]
    private partial void LogNoNetwork();

    [LoggerMessage(Level = LogLevel.Debug,
        Message = "Security groups cannot be applied on network {NetworkId} (port security {PortSecurity}, {Subnets} subnets)")]
    private partial void LogNoSecurityGroups(string networkId, bool portSecurity, int subnets);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Created port {PortId} on network {NetworkId}")]
    private partial void LogCreated(string portId, string networkId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Bound port {PortId} to {Host}, vif_type {VifType}")]
    private partial void LogBound(string portId, string host, string? vifType);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Neutron made no port on network {NetworkId}: {Reason}")]
    private partial void LogCreateRefused(string networkId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Neutron did not bind port {PortId}: {Reason}")]
    private partial void LogBindRefused(string portId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hostname {Hostname} is not a valid DNS name: {Reason}")]
    private partial void LogBadName(string? hostname, string reason);
}
