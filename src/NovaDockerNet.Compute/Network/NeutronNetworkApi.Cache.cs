using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Neutron;

namespace NovaDockerNet.Compute.Network;

public sealed partial class NeutronNetworkApi
{
    /// <summary>nova: _build_network_info_model as allocation uses it: what the cache had, then the new ports.</summary>
    private async Task<NetworkInfo> AddToCacheAsync(
        RequestContext context, Instance instance, IReadOnlyList<NeutronPort> newPorts, NeutronFacts facts, IReadOnlySet<string> preexisting,
        CancellationToken cancellationToken)
    {
        using var turn = await _cacheLocks.AcquireAsync(instance.Uuid, cancellationToken);
        var cached = await ReadCacheAsync(context, instance, cancellationToken);
        var newIds = newPorts.Select(port => port.Id).ToHashSet();
        if (cached.All(vif => newIds.Contains(vif.Id)))
        {
            // A new server: binding has just told all there is to know about its ports.
            return await SaveModelAsync(context, instance, cached, newPorts, facts, preexisting, cancellationToken);
        }

        var ports = await clients.Admin(context).ListPortsAsync(PortsOf(instance), cancellationToken);
        var order = cached.Select(vif => vif.Id).Where(id => !newIds.Contains(id)).Concat(newPorts.Select(port => port.Id)).ToList();
        return await BuildAndSaveAsync(context, instance, cached, ports, order, preexisting, cancellationToken);
    }

    /// <summary>nova: _get_instance_nw_info. From the ports the cache names, from all ports of the instance when forced, or one VIF of it.</summary>
    private async Task<NetworkInfo> RefreshCacheAsync(
        RequestContext context, Instance instance, string? refreshVifId, bool force, CancellationToken cancellationToken)
    {
        using var turn = await _cacheLocks.AcquireAsync(instance.Uuid, cancellationToken);
        var admin = clients.Admin(context);
        var readCache = ReadCacheAsync(context, instance, cancellationToken);
        var listPorts = admin.ListPortsAsync(PortsOf(instance), cancellationToken);
        await Task.WhenAll(readCache, listPorts);
        var cached = await readCache;
        var ports = await listPorts;

        if (cached.Count == 0 && !force)
        {
            // Ports of a server in the making are put into the cache by its allocation, which alone knows which were there before.
            if (IsBuilding(instance))
                return cached;
            // A lost cache is rebuilt, and an empty one is never made of it by asking the cache itself.
            force = ports.Count > 0;
        }
        else if (refreshVifId is not null && !force)
        {
            return await RefreshVifAsync(context, instance, cached, ports, refreshVifId, cancellationToken);
        }

        if (cached.Count > 0 && ports.Count == 0 && await StillAttachedAsync(admin, instance, cached[0].Id, cancellationToken))
        {
            LogListDisagrees(cached[0].Id);
            return cached;
        }

        var order = force ? await OrderOfCreationAsync(context, instance, ports, cancellationToken) : cached.Select(vif => vif.Id).ToList();
        return await BuildAndSaveAsync(context, instance, cached, ports, order, new HashSet<string>(), cancellationToken);
    }

    private async Task<NetworkInfo> RefreshVifAsync(
        RequestContext context, Instance instance, NetworkInfo cached, IReadOnlyList<NeutronPort> ports, string vifId,
        CancellationToken cancellationToken)
    {
        var port = ports.FirstOrDefault(p => p.Id == vifId);
        var vifs = cached.Where(vif => vif.Id != vifId).ToList();
        if (port is null)
        {
            if (cached.Find(vifId) is null)
                return cached;
            LogNoLongerAttached(vifId);
        }
        else
        {
            var old = cached.Find(vifId);
            var facts = await NeutronFacts.AroundAsync(clients.Admin(context), [port], cancellationToken);
            var fresh = VifModel.From(port, facts, old is { PreserveOnDelete: true }, options);
            WarnOfChangedVnicType(old, fresh);
            var position = cached.Select(vif => vif.Id).ToList().IndexOf(vifId);
            vifs.Insert(position < 0 ? vifs.Count : position, fresh);
        }

        var info = new NetworkInfo(vifs);
        await SaveCacheAsync(context, instance, info, cancellationToken);
        return info;
    }

    private async Task<NetworkInfo> BuildAndSaveAsync(
        RequestContext context, Instance instance, NetworkInfo cached, IReadOnlyList<NeutronPort> ports, IReadOnlyList<string> order,
        IReadOnlySet<string> preexisting, CancellationToken cancellationToken)
    {
        var byId = ports.ToDictionary(port => port.Id);
        foreach (var gone in order.Where(id => !byId.ContainsKey(id)))
            LogNoLongerAttached(gone);
        var present = order.Where(byId.ContainsKey).Select(id => byId[id]).ToList();
        var facts = await NeutronFacts.AroundAsync(clients.Admin(context), present, cancellationToken);
        return await SaveModelAsync(context, instance, cached, present, facts, preexisting, cancellationToken);
    }

    private async Task<NetworkInfo> SaveModelAsync(
        RequestContext context, Instance instance, NetworkInfo cached, IReadOnlyList<NeutronPort> ports, NeutronFacts facts,
        IReadOnlySet<string> preexisting, CancellationToken cancellationToken)
    {
        var info = new NetworkInfo(ports.Select(port =>
        {
            var old = cached.Find(port.Id);
            if (!facts.Networks.ContainsKey(port.NetworkId))
                LogNetworkUnknown(port.NetworkId, port.TenantId);
            var vif = VifModel.From(port, facts, preexisting.Contains(port.Id) || old is { PreserveOnDelete: true }, options);
            WarnOfChangedVnicType(old, vif);
            return vif;
        }));
        await SaveCacheAsync(context, instance, info, cancellationToken);
        return info;
    }

    private async Task<bool> StillAttachedAsync(NeutronClient admin, Instance instance, string portId, CancellationToken cancellationToken)
    {
        try
        {
            return (await admin.ShowPortAsync(portId, ["device_id"], cancellationToken)).DeviceId == instance.Uuid;
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            LogPortGone(portId);
            return false;
        }
    }

    /// <summary>nova: _get_ordered_port_list. The rows were made in the order of the NICs; ports without a row come last.</summary>
    private async Task<List<string>> OrderOfCreationAsync(
        RequestContext context, Instance instance, IReadOnlyList<NeutronPort> ports, CancellationToken cancellationToken)
    {
        var answer = await conductor.ClassActionAsync(
            context, VirtualInterfaceList.ObjectClass, "get_by_instance_uuid", new JArray(instance.Uuid), [], cancellationToken);
        var rows = answer is JObject list ? VirtualInterfaceList.View(list).ToLookup(row => row.Uuid, row => row.Id) : null;
        return [.. ports.Select(port => port.Id).OrderBy(id => rows?[id].DefaultIfEmpty(long.MaxValue).Min() ?? long.MaxValue)];
    }

    /// <summary>nova: refresh_info_cache_for_instance. As it is in the database now: others write it too.</summary>
    private async Task<NetworkInfo> ReadCacheAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        if (!IsDeleted(instance))
        {
            try
            {
                var answer = await conductor.ClassActionAsync(
                    context, InstanceInfoCache.ObjectClass, "get_by_instance_uuid", new JArray(instance.Uuid), [], cancellationToken);
                if (answer is JObject primitive)
                    return Parse(InstanceInfoCache.View(primitive));
            }
            catch (InstanceInfoCacheNotFound)
            {
                LogNoCache();
            }
        }

        return instance.IsSet(Instance.Fields.InfoCache) && instance.InfoCache is { } own ? Parse(own) : new NetworkInfo();
    }

    private static NetworkInfo Parse(InstanceInfoCache cache) =>
        cache.IsSet(InstanceInfoCache.Fields.NetworkInfo) && cache.NetworkInfo is { Length: > 0 } json ? NetworkInfo.Parse(json) : new NetworkInfo();

    /// <summary>nova: update_instance_cache_with_nw_info.</summary>
    private async Task SaveCacheAsync(RequestContext context, Instance instance, NetworkInfo info, CancellationToken cancellationToken)
    {
        if (IsDeleted(instance))
        {
            LogDeleted();
            return;
        }

        // A new object on purpose: save() makes the row if it is missing.
        var cache = conductor.Profile.Create<InstanceInfoCache>();
        cache.InstanceUuid = instance.Uuid;
        cache.NetworkInfo = info.ToJson();
        try
        {
            await conductor.ObjectActionAsync(context, cache, "save", [], [], cancellationToken);
        }
        catch (InstanceNotFound)
        {
            LogInstanceGone();
            throw;
        }

        KeepInInstance(instance, info);
    }

    /// <summary>Exchanges the whole cache at once: other branches of a build read and send the same instance meanwhile.</summary>
    private void KeepInInstance(Instance instance, NetworkInfo info)
    {
        var cache = conductor.Profile.Create<InstanceInfoCache>();
        cache.InstanceUuid = instance.Uuid;
        cache.NetworkInfo = info.ToJson();
        var carrier = conductor.Profile.Create<Instance>();
        carrier.InfoCache = cache;
        carrier.ResetChanges();
        instance.CopyField(carrier, Instance.Fields.InfoCache);
    }

    private static bool IsDeleted(Instance instance) => instance.IsSet(Instance.Fields.Deleted) && instance.Deleted;

    private static bool IsBuilding(Instance instance) => instance.IsSet(Instance.Fields.VmState) && instance.VmState == VmState.Building;

    private void WarnOfChangedVnicType(Vif? old, Vif fresh)
    {
        if (old is not null && old.VnicType != fresh.VnicType)
            LogVnicTypeChanged(fresh.Id, old.VnicType, fresh.VnicType);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Port {PortId} from network info_cache is no longer associated with instance in Neutron. Removing from network info_cache.")]
    private partial void LogNoLongerAttached(string portId);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Neutron lists no port of the instance, yet shows port {PortId} attached to it; the network info_cache is kept. Do the credentials in [neutron] see all projects?")]
    private partial void LogListDisagrees(string portId);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Network {NetworkId} not matched with the tenants network! The ports tenant {TenantId} will be used.")]
    private partial void LogNetworkUnknown(string networkId, string? tenantId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The database has no info_cache of the instance")]
    private partial void LogNoCache();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Instance is deleted, no further info cache update")]
    private partial void LogDeleted();

    [LoggerMessage(Level = LogLevel.Information, Message = "Failed storing info cache: the instance is not in this cell's database")]
    private partial void LogInstanceGone();

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The vnic_type of the bound port {PortId} has been changed in neutron from \"{Old}\" to \"{New}\". Changing vnic_type of a bound port is not supported; please change it back.")]
    private partial void LogVnicTypeChanged(string portId, string old, string @new);
}
