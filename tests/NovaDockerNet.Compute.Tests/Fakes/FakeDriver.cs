using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Inventory;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Compute.Tests.Fakes;

/// <summary>Guests as power states in memory; each method can be made to fail or wait by <see cref="On"/>.</summary>
sealed partial class FakeDriver : IVirtDriver
{
    private readonly Channel<GuestLifecycleEvent> _events = Channel.CreateUnbounded<GuestLifecycleEvent>();
    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];

    public ConcurrentDictionary<string, PowerState> Guests { get; } = [];

    /// <summary>Those whose container at this time is that of a rescue.</summary>
    public HashSet<string> InRescue { get; } = [];

    /// <summary>Guests that were asked for alone, not listed with all others.</summary>
    public ConcurrentQueue<string> AskedFor { get; } = [];

    /// <summary>Method name to what happens before it takes effect.</summary>
    public Dictionary<string, Func<CancellationToken, Task>> On { get; } = [];

    public string Console { get; set; } = "one\ntwo\nthree";

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
        {
            _calls.Clear();
            Guests.Clear();
            InRescue.Clear();
            AskedFor.Clear();
        }
    }

    public void Emit(string uuid, GuestEventKind kind) => _events.Writer.TryWrite(new GuestLifecycleEvent(uuid, kind, DateTimeOffset.UnixEpoch));

    public Task InitHostAsync(CancellationToken cancellationToken) => DoAsync("init_host", null, cancellationToken);

    public Task<HostInventory> GetInventoryAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> GetHostUptimeAsync(CancellationToken cancellationToken) => Task.FromResult("up 1 day");

    public async Task<IReadOnlyList<GuestInfo>> ListGuestsAsync(CancellationToken cancellationToken)
    {
        if (On.TryGetValue("list_guests", out var before))
            await before(cancellationToken);
        return [.. Guests.Select(g => new GuestInfo(g.Key, "container", g.Value) { IsRescue = InRescue.Contains(g.Key) })];
    }

    public Task<GuestInfo?> GetGuestAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        AskedFor.Enqueue(instanceUuid);
        return Task.FromResult(Guests.TryGetValue(instanceUuid, out var state) ? new GuestInfo(instanceUuid, "container", state) : null);
    }

    public async Task SpawnAsync(SpawnRequest request, CancellationToken cancellationToken)
    {
        var networkInfo = await request.NetworkInfo;
        await using var plugged = request.ArmVifPlugged(networkInfo);
        Spawned = request;
        if (request.ConfigDrive is { } make)
            ConfigDrive = await make(networkInfo, cancellationToken);
        await DoAsync("spawn", null, cancellationToken);
        await plugged.Completion.WaitAsync(cancellationToken);
        await request.NetworkRecorded.WaitAsync(cancellationToken);
        Guests[request.Instance.Uuid] = PowerState.Running;
    }

    /// <summary>What is wrong with a guest soon after its start.</summary>
    public Func<Task<NovaException?>> OnConfirmStart { get; set; } = () => Task.FromResult<NovaException?>(null);

    public Task<NovaException?> ConfirmStartAsync(string instanceUuid, CancellationToken cancellationToken) => OnConfirmStart();

    public async Task DestroyAsync(string instanceUuid, NetworkInfo? networkInfo, bool destroyDisks, CancellationToken cancellationToken)
    {
        await DoAsync("destroy", null, cancellationToken);
        Guests.TryRemove(instanceUuid, out _);
    }

    public async Task PowerOffAsync(string instanceUuid, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await DoAsync($"power_off({timeout.TotalSeconds:0})", "power_off", cancellationToken);
        if (Guests.ContainsKey(instanceUuid))
            Guests[instanceUuid] = PowerState.Shutdown;
    }

    public async Task PowerOnAsync(RequestContext context, Instance instance, Task<NetworkInfo> networkInfo, CancellationToken cancellationToken)
    {
        await networkInfo;
        await DoAsync("power_on", null, cancellationToken);
        Guests[instance.Uuid] = PowerState.Running;
    }

    public async Task RebootAsync(
        RequestContext context, Instance instance, NetworkInfo networkInfo, RebootType rebootType, TimeSpan softTimeout, CancellationToken cancellationToken)
    {
        await DoAsync($"reboot({rebootType})", "reboot", cancellationToken);
        Guests[instance.Uuid] = PowerState.Running;
    }

    /// <summary>On which CPUs of the host each guest was put by a resize, or at a start; null for any.</summary>
    public ConcurrentDictionary<string, string?> Cpus { get; } = [];

    public Task ResizeAsync(Instance instance, Flavor flavor, InstanceNumaTopology? topology, CancellationToken cancellationToken)
    {
        Cpus[instance.Uuid] = topology is null ? null : CpuSpec.Format(topology.CpuPinning);
        return DoAsync($"resize({flavor.MemoryMb})", "resize", cancellationToken);
    }

    public Task EnsureProcessorsAsync(Instance instance, GuestInfo? known, CancellationToken cancellationToken)
    {
        if (known is null)
            AskedFor.Enqueue(instance.Uuid);
        Cpus[instance.Uuid] = instance.GetOrDefault(Instance.Fields.NumaTopology) is { } topology ? CpuSpec.Format(topology.CpuPinning) : null;
        return Task.CompletedTask;
    }

    public async Task PauseAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        await DoAsync("pause", null, cancellationToken);
        Guests[instanceUuid] = PowerState.Paused;
    }

    public async Task UnpauseAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        await DoAsync("unpause", null, cancellationToken);
        Guests[instanceUuid] = PowerState.Running;
    }

    public Task<string> GetConsoleOutputAsync(string instanceUuid, int? tailLines, CancellationToken cancellationToken) =>
        Task.FromResult(tailLines is { } n ? string.Join('\n', Console.Split('\n').TakeLast(n)) : Console);

    public Task PlugVifsAsync(Instance instance, NetworkInfo networkInfo, GuestInfo? known, CancellationToken cancellationToken)
    {
        if (known is null)
            AskedFor.Enqueue(instance.Uuid);
        return DoAsync("plug_vifs", null, cancellationToken);
    }

    public Task AttachInterfaceAsync(Instance instance, NetworkInfo networkInfo, string portId, CancellationToken cancellationToken) =>
        DoAsync($"attach_interface({portId})", "attach_interface", cancellationToken);

    public Task DetachInterfaceAsync(string instanceUuid, string portId, CancellationToken cancellationToken) =>
        DoAsync($"detach_interface({portId})", "detach_interface", cancellationToken);

    public Task UnplugVifsAsync(string instanceUuid, NetworkInfo? networkInfo, CancellationToken cancellationToken) =>
        DoAsync("unplug_vifs", null, cancellationToken);

    public async IAsyncEnumerable<GuestLifecycleEvent> WatchAsync(Action connected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        connected();
        await foreach (var item in _events.Reader.ReadAllAsync(cancellationToken))
            yield return item;
    }

    public Task<ImageCacheResult> CacheImageAsync(RequestContext context, string imageId, CancellationToken cancellationToken) => imageId switch
    {
        "new" => Task.FromResult(ImageCacheResult.Cached),
        "old" => Task.FromResult(ImageCacheResult.Existing),
        _ => throw new InvalidOperationException("no such image"),
    };

    public Task ManageImageCacheAsync(IReadOnlySet<string> usedImageIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task DoAsync(string call, string? method, CancellationToken cancellationToken)
    {
        using (_gate.EnterScope())
            _calls.Add(call);
        if (On.TryGetValue(method ?? call, out var before))
            await before(cancellationToken);
    }
}
