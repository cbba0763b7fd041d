using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Neutron;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Compute.Network;

/// <summary>nova: network/neutron.py API, for what a compute does. Split by phase: Allocate, Deallocate, Binding, FixedIps, Cache.</summary>
/// <remarks>
/// What another party sees (ports made, bound, unbound, deleted; rows; cache) happens as nova does it, except that what is independent runs
/// in parallel. What only we see (look-ups) is asked in as few rounds as possible.
/// </remarks>
public sealed partial class NeutronNetworkApi(
    NeutronClients clients, NeutronExtensions extensions, IConductor conductor, UndoLogs undoLogs, NeutronNetworkOptions options,
    TimeProvider time, ILogger<NeutronNetworkApi> logger) : INetworkApi
{
    private const string BindingHostId = "binding:host_id";
    private const string BindingProfile = "binding:profile";

    // nova: network/neutron.py lockutils.lock('refresh_cache-<uuid>'); apart from the lock of operations, which call us while holding it.
    private readonly InstanceLocks _cacheLocks = new();
    private readonly ProviderAttributes _providerAttributes = new();

    public Task<NetworkInfo> AllocateForInstanceAsync(
        RequestContext context, Instance instance, NetworkRequestList? requestedNetworks, IReadOnlyList<string> securityGroups,
        AllocationBeside beside, CancellationToken cancellationToken) =>
        GuardAsync(instance, () => AllocateAsync(context, instance, requestedNetworks, securityGroups, beside, cancellationToken));

    public Task DeallocateForInstanceAsync(
        RequestContext context, Instance instance, NetworkRequestList? requestedNetworks, DeallocationBeside beside,
        CancellationToken cancellationToken) =>
        GuardAsync(instance, () => DeallocateAsync(context, instance, requestedNetworks, beside, cancellationToken));

    public Task<NetworkInfo> DeallocatePortForInstanceAsync(
        RequestContext context, Instance instance, string portId, CancellationToken cancellationToken) =>
        GuardAsync(instance, () => DeallocatePortAsync(context, instance, portId, cancellationToken));

    public Task<NetworkInfo> AddFixedIpToInstanceAsync(
        RequestContext context, Instance instance, string networkId, CancellationToken cancellationToken) =>
        GuardAsync(instance, () => AddFixedIpAsync(context, instance, networkId, cancellationToken));

    public Task<NetworkInfo> RemoveFixedIpFromInstanceAsync(
        RequestContext context, Instance instance, string address, CancellationToken cancellationToken) =>
        GuardAsync(instance, () => RemoveFixedIpAsync(context, instance, address, cancellationToken));

    Task<NetworkInfo> INetworkApi.RemoveUnknownPortsAsync(
        RequestContext context, Instance instance, IReadOnlySet<string> knownPortIds, string? networkId, string? requestedPortId,
        CancellationToken cancellationToken) =>
        GuardAsync(instance, () => RemoveUnknownPortsAsync(context, instance, knownPortIds, networkId, requestedPortId, cancellationToken));

    public Task<NetworkInfo> GetInstanceNetworkInfoAsync(
        RequestContext context, Instance instance, string? refreshVifId, CancellationToken cancellationToken) =>
        GuardAsync(instance, () => RefreshCacheAsync(context, instance, refreshVifId, force: false, cancellationToken));

    public Task<NetworkInfo> HealInstanceInfoCacheAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) =>
        GuardAsync(instance, () => RefreshCacheAsync(context, instance, null, force: true, cancellationToken));

    public Task SetupInstanceNetworkOnHostAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) =>
        GuardAsync(instance, () => BindAllToHostAsync(context, instance, cancellationToken));

    public async Task UpdateInstanceCacheAsync(
        RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken)
    {
        using var turn = await _cacheLocks.AcquireAsync(instance.Uuid, cancellationToken);
        await SaveCacheAsync(context, instance, networkInfo, cancellationToken);
    }

    private async Task<T> GuardAsync<T>(Instance instance, Func<Task<T>> operation)
    {
        // Periodic tasks come here without the scope of a request.
        using var scope = logger.BeginScope(new Dictionary<string, object?> { ["instance_uuid"] = instance.Uuid });
        try
        {
            return await operation();
        }
        catch (OpenStackHttpException e) when (NeutronFaults.AccessRefused(e) is { } refused)
        {
            throw refused;
        }
    }

    private Task<bool> GuardAsync(Instance instance, Func<Task> operation) => GuardAsync(instance, async () =>
    {
        await operation();
        return true;
    });

    private static async Task<NeutronPort> ShowPortAsync(
        NeutronClient neutron, string portId, IEnumerable<string> fields, CancellationToken cancellationToken)
    {
        try
        {
            return await neutron.ShowPortAsync(portId, fields, cancellationToken);
        }
        catch (OpenStackHttpException e)
        {
            throw NeutronFaults.OfShow(e, portId);
        }
    }

    /// <summary>nova: _ensure_no_port_binding_failure.</summary>
    private static void EnsureBound(NeutronPort port)
    {
        if (port.BindingVifType == VifTypes.BindingFailed)
            throw new PortBindingFailed(port.Id);
    }

    private Task<bool> HasDnsAsync(NeutronClient neutron, CancellationToken cancellationToken) =>
        extensions.HasAsync(neutron, "dns-integration", cancellationToken);

    private static Query PortsOf(Instance instance) => new Query().Add("tenant_id", instance.ProjectId ?? "").Add("device_id", instance.Uuid);

    /// <summary>Python writes an unset zone as None, and so do the KVM hosts beside us.</summary>
    private static string DeviceOwner(Instance instance) => $"compute:{instance.AvailabilityZone ?? "None"}";

    private static JObject Body(params ReadOnlySpan<(string Name, JToken? Value)> attributes)
    {
        var body = new JObject();
        foreach (var (name, value) in attributes)
            body[name] = value ?? JValue.CreateNull();
        return body;
    }
}
