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
    private const string FixedIps = "fixed_ips";

    /// <summary>nova: add_fixed_ip_to_instance. The first port on the network and the first subnet with an address to give.</summary>
    private async Task<NetworkInfo> AddFixedIpAsync(RequestContext context, Instance instance, string networkId, CancellationToken cancellationToken)
    {
        var user = clients.ForUser(context);
        var subnets = user.ListSubnetsAsync(new Query().Add("network_id", networkId), cancellationToken);
        var ports = user.ListPortsAsync(OwnPorts(instance).Add("network_id", networkId), cancellationToken);
        await Task.WhenAll(subnets, ports);
        foreach (var port in await ports)
        {
            foreach (var subnet in await subnets)
            {
                var wanted = Addresses(port);
                wanted.Add(Body(("subnet_id", subnet.Id)));
                if (await TrySetAddressesAsync(user, port.Id, wanted, cancellationToken))
                    return await RefreshCacheAsync(context, instance, port.Id, force: false, cancellationToken);
            }
        }
        throw new NetworkNotFoundForInstance(instance.Uuid);
    }

    /// <summary>nova: remove_fixed_ip_from_instance.</summary>
    private async Task<NetworkInfo> RemoveFixedIpAsync(RequestContext context, Instance instance, string address, CancellationToken cancellationToken)
    {
        var user = clients.ForUser(context);
        var ports = await user.ListPortsAsync(OwnPorts(instance).Add(FixedIps, $"ip_address={address}"), cancellationToken);
        if (ports.Count == 0)
            throw new FixedIpNotFoundForInstance(instance.Uuid, address);
        var port = ports[0];
        // As nova: a refusal is seen in the addresses, which stay.
        await TrySetAddressesAsync(
            user, port.Id, new JArray(Addresses(port).Where(ip => (string?)ip["ip_address"] != address)), cancellationToken);
        return await RefreshCacheAsync(context, instance, port.Id, force: false, cancellationToken);
    }

    /// <summary>
    /// Takes away the ports an interrupted attachment left: on <paramref name="networkId"/> if it named one, and none of
    /// <paramref name="knownPortIds"/>. The user's own port is unbound.
    /// </summary>
    private async Task<NetworkInfo> RemoveUnknownPortsAsync(
        RequestContext context, Instance instance, IReadOnlySet<string> knownPortIds, string? networkId, string? requestedPortId,
        CancellationToken cancellationToken)
    {
        var admin = clients.Admin(context);
        var left = (await admin.ListPortsAsync(PortsOf(instance), cancellationToken))
            .Where(port => !knownPortIds.Contains(port.Id) && (requestedPortId is null ? networkId is null || port.NetworkId == networkId : port.Id == requestedPortId))
            .Select(port => port.Id).ToList();
        foreach (var portId in left)
        {
            LogRemovingLeft(portId);
            if (portId == requestedPortId)
                await UnbindPortsAsync(admin, admin, instance, [portId], cancellationToken);
            else
                await DeletePortsAsync(admin, admin, [portId], cancellationToken);
            await DestroyVirtualInterfaceAsync(context, portId, cancellationToken);
        }
        return await RefreshCacheAsync(context, instance, null, force: false, cancellationToken);
    }

    private async Task<bool> TrySetAddressesAsync(NeutronClient user, string portId, JArray addresses, CancellationToken cancellationToken)
    {
        try
        {
            await user.UpdatePortAsync(portId, Body((FixedIps, addresses)), cancellationToken);
            return true;
        }
        catch (OpenStackException e)
        {
            LogAddressesRefused(portId, e.Message);
            return false;
        }
    }

    private static JArray Addresses(NeutronPort port) => new((port.Json[FixedIps] as JArray ?? []).Select(ip => ip.DeepClone()));

    private static Query OwnPorts(Instance instance) => new Query().Add("device_id", instance.Uuid).Add("device_owner", DeviceOwner(instance));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unable to update the fixed addresses of port {PortId}: {Reason}")]
    private partial void LogAddressesRefused(string portId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removing port {PortId}, left by an attachment that was interrupted")]
    private partial void LogRemovingLeft(string portId);
}
