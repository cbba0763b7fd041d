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

namespace NovaDockerNet.Compute.Network;

public sealed partial class NeutronNetworkApi
{
    // nova: _unbind_ports. What describes a physical device goes, the user's own keys stay.
    private static readonly string[] s_deviceProfileKeys =
    [
        "pci_vendor_info", "pci_slot", "allocation", "arq_uuid", "physical_network", "card_serial_number", "vf_num", "pf_mac_address",
        "device_mac_address",
    ];

    /// <summary>nova: deallocate_for_instance. Can be run again at any point.</summary>
    private async Task DeallocateAsync(
        RequestContext context, Instance instance, NetworkRequestList? requested, DeallocationBeside beside, CancellationToken cancellationToken)
    {
        var turn = await _cacheLocks.AcquireAsync(instance.Uuid, cancellationToken);
        try
        {
            await ReleasePortsAsync(context, instance, requested, beside.CutOff, cancellationToken);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
        ComputeFaultPoints.DeallocateDeleted.Reached(instance.Uuid);
        var recording = ForgetAsync(context, instance, turn, cancellationToken);
        if (beside.Recording is null)
        {
            await recording;
            return;
        }
        // What is said of the instance from here on has no addresses.
        KeepInInstance(instance, new NetworkInfo());
        beside.Recording(recording);
    }

    private async Task ReleasePortsAsync(
        RequestContext context, Instance instance, NetworkRequestList? requested, Task cutOff, CancellationToken cancellationToken)
    {
        var admin = clients.Admin(context);
        var listing = ListOwnPortsAsync(context, admin, instance, cancellationToken);
        var reading = ReadCacheAsync(context, instance, cancellationToken);
        await Task.WhenAll(cutOff, listing, reading);
        var (user, ports) = await listing;

        // Requests are given when a build failed: then the cache may not know yet which ports were there before.
        var cached = await reading;
        var keep = cached.Where(vif => vif.PreserveOnDelete).Select(vif => vif.Id).Concat(requested?.PortIds() ?? []).ToHashSet();

        await Task.WhenAll(
            UnbindPortsAsync(user, admin, instance, [.. keep], cancellationToken),
            DeletePortsAsync(user, admin, [.. ports.Select(port => port.Id).Where(id => !keep.Contains(id))], cancellationToken));
    }

    /// <summary>Only after the ports: the cache knows which of them are to stay.</summary>
    private async Task ForgetAsync(RequestContext context, Instance instance, IDisposable turn, CancellationToken cancellationToken)
    {
        using (turn)
        {
            var forgetting = VirtualInterface.DeleteByInstanceUuidAsync(conductor, context, instance.Uuid, cancellationToken);
            var emptying = SaveCacheAsync(context, instance, new NetworkInfo(), cancellationToken);
            await Task.WhenAll(
                ComputeFaultPoints.DeallocateForgotten.AfterAsync(forgetting, instance.Uuid),
                ComputeFaultPoints.DeallocateCached.AfterAsync(emptying, instance.Uuid));
        }
    }

    /// <summary>nova: deallocate_port_for_instance.</summary>
    private async Task<NetworkInfo> DeallocatePortAsync(
        RequestContext context, Instance instance, string portId, CancellationToken cancellationToken)
    {
        var admin = clients.Admin(context);
        var user = clients.ForUser(context);
        var cached = await ReadCacheAsync(context, instance, cancellationToken);
        if (cached.Find(portId) is { PreserveOnDelete: true })
            await UnbindPortsAsync(user, admin, instance, [portId], cancellationToken);
        else
            await DeletePortsAsync(user, admin, [portId], cancellationToken);

        await DestroyVirtualInterfaceAsync(context, portId, cancellationToken);
        return await RefreshCacheAsync(context, instance, null, force: false, cancellationToken);
    }

    private async Task DestroyVirtualInterfaceAsync(RequestContext context, string portId, CancellationToken cancellationToken)
    {
        if (await VirtualInterface.GetByUuidAsync(conductor, context, portId, cancellationToken) is { } row)
            await row.DestroyAsync(conductor, context, cancellationToken);
    }

    /// <summary>The ports as the user sees them; as we do when the user's token has run out during the operation.</summary>
    private async Task<(NeutronClient User, IReadOnlyList<NeutronPort> Ports)> ListOwnPortsAsync(
        RequestContext context, NeutronClient admin, Instance instance, CancellationToken cancellationToken)
    {
        var query = new Query().Add("device_id", instance.Uuid);
        var user = clients.ForUser(context);
        try
        {
            return (user, await user.ListPortsAsync(query, cancellationToken));
        }
        catch (OpenStackHttpException e) when (e.Status == HttpStatusCode.Unauthorized && !e.WithOwnCredentials)
        {
            LogTokenEnded();
            return (admin, await admin.ListPortsAsync(query, cancellationToken));
        }
    }

    /// <summary>nova: _delete_ports(raise_if_fail=True). All are tried; the first failure is thrown at the end.</summary>
    private async Task DeletePortsAsync(
        NeutronClient user, NeutronClient admin, IReadOnlyList<string> portIds, CancellationToken cancellationToken) =>
        await Task.WhenAll(portIds.Select(portId => DeletePortAsync(user, admin, portId, cancellationToken)));

    private async Task DeletePortAsync(NeutronClient user, NeutronClient admin, string portId, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                await user.DeletePortAsync(portId, cancellationToken);
            }
            catch (OpenStackHttpException e) when (e.Status == HttpStatusCode.Unauthorized && !e.WithOwnCredentials)
            {
                LogTokenEnded();
                await admin.DeletePortAsync(portId, cancellationToken);
            }
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            LogPortGone(portId);
        }
        catch (OpenStackException e)
        {
            LogDeleteFailed(e, portId);
            throw;
        }
    }

    /// <summary>After an answer was lost: removes the ports it may have left, recognised by the instance's id and by being unbound.</summary>
    private async Task DeleteUnboundPortsAsync(NeutronClient admin, Instance instance, string networkId, CancellationToken cancellationToken)
    {
        var query = new Query().Add("device_id", instance.Uuid).Add("network_id", networkId);
        foreach (var port in (await admin.ListPortsAsync(query, cancellationToken)).Where(port => string.IsNullOrEmpty(port.DeviceOwner)))
            await DeletePortAsync(admin, admin, port.Id, cancellationToken);
    }

    /// <summary>nova: _unbind_ports. What goes wrong with one port is logged and does not keep the others bound.</summary>
    private Task UnbindPortsAsync(
        NeutronClient user, NeutronClient admin, Instance instance, IReadOnlyList<string> portIds, CancellationToken cancellationToken) =>
        Task.WhenAll(portIds.Select(portId => UnbindPortAsync(user, admin, instance, portId, cancellationToken)));

    private async Task UnbindPortAsync(
        NeutronClient user, NeutronClient admin, Instance instance, string portId, CancellationToken cancellationToken)
    {
        var profile = new JObject();
        var dns = false;
        string? dnsDomain = null;
        try
        {
            // With admin rights: the profile is hidden from users, and would be lost if it looked empty.
            var port = await ShowPortAsync(admin, portId, [BindingProfile, "network_id", "device_id"], cancellationToken);
            if (!string.IsNullOrEmpty(port.DeviceId) && port.DeviceId != instance.Uuid)
            {
                LogNotOurs(portId, port.DeviceId);
                return;
            }

            profile = port.BindingProfile();
            dns = await HasDnsAsync(admin, cancellationToken);
            if (dns)
                dnsDomain = (await admin.ShowNetworkAsync(port.NetworkId, ["dns_domain"], cancellationToken)).DnsDomain;
        }
        catch (PortNotFound)
        {
            LogPortGone(portId);
            return;
        }
        catch (Exception e) when (e is NovaException or OpenStackException)
        {
            LogShowFailed(e, portId);
        }

        foreach (var key in s_deviceProfileKeys)
            profile.Remove(key);
        var body = Body(("device_id", ""), ("device_owner", ""), (BindingHostId, null), (BindingProfile, profile));
        try
        {
            if (dns && string.IsNullOrEmpty(dnsDomain))
                body["dns_name"] = "";
            await admin.UpdatePortAsync(portId, body, cancellationToken);
            LogUnbound(portId);
            if (dns && !string.IsNullOrEmpty(dnsDomain))
                await user.UpdatePortAsync(portId, Body(("dns_name", "")), cancellationToken);
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            LogPortGone(portId);
        }
        catch (OpenStackException e)
        {
            LogUnbindFailed(e, portId);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Port {PortId} no longer exists")]
    private partial void LogPortGone(string portId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Unbound port {PortId}")]
    private partial void LogUnbound(string portId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Port {PortId} belongs to {Device} by now and is left alone")]
    private partial void LogNotOurs(string portId, string device);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The user's token has ended; going on with the credentials in [neutron]")]
    private partial void LogTokenEnded();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to delete port {PortId}")]
    private partial void LogDeleteFailed(Exception exception, string portId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unable to get binding:profile of port {PortId}; it will be cleared")]
    private partial void LogShowFailed(Exception exception, string portId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unable to clear device_id and binding of port {PortId}")]
    private partial void LogUnbindFailed(Exception exception, string portId);
}
