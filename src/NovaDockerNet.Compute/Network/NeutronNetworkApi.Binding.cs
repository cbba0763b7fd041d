using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.OpenStack.Neutron;

namespace NovaDockerNet.Compute.Network;

public sealed partial class NeutronNetworkApi
{
    // nova: network/constants.py MIGRATING_ATTR.
    private const string MigratingTo = "migrating_to";

    /// <summary>nova: _update_port_binding_for_instance, without SR-IOV. A port already bound here is left alone.</summary>
    private async Task BindAllToHostAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        var admin = clients.Admin(context);
        var ports = await admin.ListPortsAsync(PortsOf(instance), cancellationToken);
        await Task.WhenAll(ports.Where(NeedsBinding).Select(port => RebindAsync(admin, instance, port, cancellationToken)));
    }

    private bool NeedsBinding(NeutronPort port) =>
        port.BindingHostId != options.Host || port.BindingVifType is VifTypes.Unbound or VifTypes.BindingFailed;

    private async Task RebindAsync(NeutronClient admin, Instance instance, NeutronPort port, CancellationToken cancellationToken)
    {
        // The zone may be another one on this host.
        var body = Body((BindingHostId, options.Host), ("device_owner", DeviceOwner(instance)));
        var profile = port.BindingProfile();
        if (profile.Remove(MigratingTo))
            body[BindingProfile] = profile;
        LogRebinding(port.Id, port.BindingHostId, options.Host);
        EnsureBound(await admin.UpdatePortAsync(port.Id, body, cancellationToken));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Binding port {PortId} from {OldHost} to {Host}")]
    private partial void LogRebinding(string portId, string? oldHost, string host);
}
