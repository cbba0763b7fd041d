using System.Globalization;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.OpenStack.Neutron;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.Compute.Network;

/// <summary>What reconcile needs: nova has no such thing.</summary>
public sealed partial class NeutronNetworkApi
{
    public async Task<IReadOnlyList<string>> ListDevicesOfHostAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var query = new Query().Add(BindingHostId, options.Host).AddEach("fields", ["id", "device_id", "device_owner"]);
        var ports = await clients.Admin(context).ListPortsAsync(query, cancellationToken);
        return [.. ports.Where(IsOfInstance).Select(port => port.DeviceId!).Distinct()];
    }

    public async Task RemovePortsOfDeletedAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        var admin = clients.Admin(context);
        var query = new Query().Add("device_id", instance.Uuid).Add(BindingHostId, options.Host);
        var ports = (await admin.ListPortsAsync(query, cancellationToken)).Where(IsOfInstance).ToList();
        // The info cache, which says whose the ports were, is gone with the instance. One that is older than the server was the user's before.
        var older = ports.Where(port => IsOlder(port, instance)).Select(port => port.Id).ToList();
        await Task.WhenAll(
            UnbindPortsAsync(admin, admin, instance, older, cancellationToken),
            DeletePortsAsync(admin, admin, [.. ports.Select(port => port.Id).Except(older)], cancellationToken));
    }

    private static bool IsOfInstance(NeutronPort port) =>
        port.DeviceOwner?.StartsWith("compute:", StringComparison.Ordinal) == true && Guid.TryParseExact(port.DeviceId, "D", out _);

    private static bool IsOlder(NeutronPort port, Instance instance) =>
        !DateTimeOffset.TryParse(
            (string?)port.Json["created_at"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created)
        || created < instance.GetOrDefault(Instance.Fields.CreatedAt);
}
