using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Docker;

public sealed partial class DockerDriver
{
    public Task PlugVifsAsync(Instance instance, NetworkInfo networkInfo, GuestInfo? known, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var guest = known ?? (await FindAsync(instance.Uuid, cancellationToken) is { } container ? Describe(container) : null);
        await EnsureNetworkAsync(instance.Uuid, instance.Hostname, networkInfo, cancellationToken);
        RememberNetwork(instance.Uuid, guest?.InternalId, networkInfo);
        if (guest is null)
            return;
        // After a reboot the runtime's folder is empty: an outsider's docker start should work as well.
        await networks.BindContainerAsync(guest.InternalId, instance.Uuid, guest.IsSystem, cancellationToken);
    });

    public Task AttachInterfaceAsync(Instance instance, NetworkInfo networkInfo, string portId, CancellationToken cancellationToken)
        => CallAsync(async () =>
        {
            var container = await RequireAsync(instance.Uuid, cancellationToken);
            try
            {
                await EnsureNetworkAsync(instance.Uuid, instance.Hostname, networkInfo, cancellationToken);
            }
            catch (NovaException)
            {
                await networks.RemoveNicAsync(instance.Uuid, portId, CancellationToken.None);
                throw;
            }
            RememberNetwork(instance.Uuid, container.Id, networkInfo);
        });

    public async Task DetachInterfaceAsync(string instanceUuid, string portId, CancellationToken cancellationToken)
    {
        await networks.RemoveNicAsync(instanceUuid, portId, cancellationToken);
        if (_folders.For(instanceUuid).ReadRecord() is not { NetworkInfo: JArray known } record)
            return;
        // The record must not bring it back at the next start.
        var remaining = new NetworkInfo(new NetworkInfo(known).Where(vif => vif.Id != portId));
        RememberNetwork(instanceUuid, null, remaining);
        // With it may have gone the default route, which another NIC has now, and the first address in /etc/hosts.
        if ((await networks.ListNamespacesAsync(cancellationToken)).Contains(instanceUuid))
            await EnsureNetworkAsync(instanceUuid, record.Hostname, remaining, cancellationToken);
    }

    public async Task UnplugVifsAsync(string instanceUuid, NetworkInfo? networkInfo, CancellationToken cancellationToken)
        => await networks.RemoveAsync(instanceUuid, cancellationToken);

    /// <summary>Namespace, devices, ports, and the files that describe them to the guest.</summary>
    private async Task EnsureNetworkAsync(string instanceUuid, string? hostname, NetworkInfo networkInfo, CancellationToken cancellationToken)
    {
        var folder = _folders.For(instanceUuid);
        var record = folder.ReadRecord();
        var plan = planNetwork(instanceUuid, networkInfo) with { Inbound = record?.VifInbound, Outbound = record?.VifOutbound };
        folder.WriteGuestFile(folder.HostsPath, Text(plan.HostsLines(hostname ?? instanceUuid)));
        folder.WriteGuestFile(folder.ResolvConfPath, Text(plan.ResolvConfLines(searchDomain: null)));
        await networks.EnsureAsync(instanceUuid, plan, cancellationToken);
    }

    private static string Text(IReadOnlyList<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private void RememberNetwork(string instanceUuid, string? containerId, NetworkInfo networkInfo)
    {
        var folder = _folders.For(instanceUuid);
        var record = folder.ReadRecord();
        containerId ??= record?.ContainerId;
        // A start looks at every server of the host, and most are as they were; a write waits for the disk twice.
        if (record is not null && record.ContainerId == containerId && JToken.DeepEquals(record.NetworkInfo, networkInfo.Node))
            return;
        folder.WriteRecord(
            (record ?? new InstanceRecord { InstanceUuid = instanceUuid }) with { ContainerId = containerId, NetworkInfo = networkInfo.Node.DeepClone() });
    }

    private async Task AnnounceAsync(string instanceUuid, NetworkInfo networkInfo, CancellationToken cancellationToken)
    {
        try
        {
            await networks.AnnounceAsync(instanceUuid, planNetwork(instanceUuid, networkInfo), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Neighbours learn the address a little later, when the guest first speaks.
            LogNotAnnounced(e, instanceUuid, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The addresses of instance {InstanceUuid} were not announced: {Reason}")]
    private partial void LogNotAnnounced(Exception exception, string instanceUuid, string reason);
}
