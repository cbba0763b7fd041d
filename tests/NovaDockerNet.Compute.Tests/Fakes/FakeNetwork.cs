using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Tests.Fakes;

/// <summary>One port per instance.</summary>
sealed class FakeNetwork : INetworkApi
{
    public const string PortId = "798b7a83-5e65-442c-a1d9-3f5994f3ed76";
    public const string Address = "fa:16:3e:1e:b8:92";

    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];

    public Func<CancellationToken, Task> OnAllocate { get; set; } = _ => Task.CompletedTask;

    /// <summary>Between the binding of the ports and the end of the allocation.</summary>
    public Func<CancellationToken, Task> OnRecord { get; set; } = _ => Task.CompletedTask;

    public Func<string?, Task> OnRefresh { get; set; } = _ => Task.CompletedTask;

    public Func<Task> OnDeallocate { get; set; } = () => Task.CompletedTask;

    /// <summary>What takes the ports of a deallocation out of Nova's records.</summary>
    public Func<Task> OnForget { get; set; } = () => Task.CompletedTask;

    public bool Active { get; set; } = true;

    public IReadOnlyList<string> Calls
    {
        get
        {
            using (_gate.EnterScope())
                return [.. _calls];
        }
    }

    /// <summary>Forgets what it was told.</summary>
    public void Forget()
    {
        using (_gate.EnterScope())
            _calls.Clear();
    }

    public NetworkOutlook? LookAhead(RequestContext context, NetworkRequestList? requestedNetworks, CancellationToken cancellationToken) => null;

    public async Task<NetworkInfo> AllocateForInstanceAsync(
        RequestContext context, Instance instance, NetworkRequestList? requestedNetworks, IReadOnlyList<string> securityGroups,
        AllocationBeside beside, CancellationToken cancellationToken)
    {
        Record("allocate");
        await OnAllocate(cancellationToken);
        beside.Made?.Invoke(["group"]);
        await beside.OnThisHost.WaitAsync(cancellationToken);
        beside.Bound?.Invoke(Model());
        await OnRecord(cancellationToken);
        return Model();
    }

    public async Task DeallocateForInstanceAsync(
        RequestContext context, Instance instance, NetworkRequestList? requestedNetworks, DeallocationBeside beside,
        CancellationToken cancellationToken)
    {
        await beside.CutOff;
        Record("deallocate");
        await OnDeallocate();
        var recording = OnForget();
        if (beside.Recording is null)
            await recording;
        else
            beside.Recording(recording);
    }

    public Task<IReadOnlyList<string>> GetSecurityGroupNamesAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(["default"]);

    public Task<IReadOnlyList<string>> NameSecurityGroupsAsync(RequestContext context, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. ids.Select(id => $"name of {id}")]);

    public async Task<NetworkInfo> DeallocatePortForInstanceAsync(
        RequestContext context, Instance instance, string portId, CancellationToken cancellationToken)
    {
        Record($"deallocate_port({portId})");
        await OnDeallocate();
        return new NetworkInfo();
    }

    public Task<NetworkInfo> AddFixedIpToInstanceAsync(RequestContext context, Instance instance, string networkId, CancellationToken cancellationToken)
    {
        Record($"add_fixed_ip({networkId})");
        return Task.FromResult(Model());
    }

    public Task<NetworkInfo> RemoveFixedIpFromInstanceAsync(RequestContext context, Instance instance, string address, CancellationToken cancellationToken)
    {
        Record($"remove_fixed_ip({address})");
        return Task.FromResult(Model());
    }

    public Task<NetworkInfo> RemoveUnknownPortsAsync(
        RequestContext context, Instance instance, IReadOnlySet<string> knownPortIds, string? networkId, string? requestedPortId,
        CancellationToken cancellationToken)
    {
        Record($"remove_unknown_ports([{string.Join(", ", knownPortIds)}], {networkId}, {requestedPortId})");
        return Task.FromResult(Model());
    }

    public async Task<NetworkInfo> GetInstanceNetworkInfoAsync(RequestContext context, Instance instance, string? refreshVifId, CancellationToken cancellationToken)
    {
        Record($"get_instance_nw_info({refreshVifId})");
        await OnRefresh(refreshVifId);
        return Model();
    }

    public Task<NetworkInfo> HealInstanceInfoCacheAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SetupInstanceNetworkOnHostAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        Record("setup_on_host");
        return Task.CompletedTask;
    }

    public Task UpdateInstanceCacheAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken)
    {
        Record($"update_cache({networkInfo.Count})");
        return Task.CompletedTask;
    }

    public IReadOnlyList<string> DevicesOfHost { get; set; } = [];

    public Task<IReadOnlyList<string>> ListDevicesOfHostAsync(RequestContext context, CancellationToken cancellationToken) => Task.FromResult(DevicesOfHost);

    public Task RemovePortsOfDeletedAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        Record($"remove_ports({instance.Uuid})");
        return Task.CompletedTask;
    }

    private NetworkInfo Model()
    {
        var vif = Vif.Create(PortId, Address, null);
        vif.Active = Active;
        return new NetworkInfo([vif]);
    }

    private void Record(string call)
    {
        using (_gate.EnterScope())
            _calls.Add(call);
    }
}
