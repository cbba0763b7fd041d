using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Tests.Fakes;

/// <summary>Tracker and placement that write down what they were told, in one list so that the order shows.</summary>
sealed class FakeResources(FakeConductor conductor, string host) : IResourceTracker, IPlacementReporter
{
    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];

    public Func<Task> OnClaim { get; set; } = () => Task.CompletedTask;

    public Func<Task> OnDeleteAllocation { get; set; } = () => Task.CompletedTask;

    public Func<Task> OnMoveAllocations { get; set; } = () => Task.CompletedTask;

    public Func<string, Task> OnRemoveProvider { get; set; } = _ => Task.CompletedTask;

    public HashSet<string> Consumers { get; } = [];

    public ComputeNode? ComputeNode { get; set; }

    public TimeSpan? SinceUpdate => null;

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

    public async Task<IResourceClaim> InstanceClaimAsync(
        RequestContext context, Instance instance, string node, JObject? allocations, JObject limits, CancellationToken cancellationToken)
    {
        Record("claim");
        await OnClaim();
        instance.Host = host;
        instance.Node = node;
        instance.LaunchedOn = host;
        await instance.SaveAsync(conductor, context, cancellationToken);
        return new Claim(this);
    }

    public async Task<IResourceClaim> ResizeClaimAsync(
        RequestContext context, Instance instance, Flavor flavor, string node, Migration migration, JObject limits, CancellationToken cancellationToken)
    {
        Record($"resize_claim({flavor.MemoryMb})");
        await OnClaim();
        migration.DestCompute = host;
        migration.DestNode = node;
        return new Claim(this);
    }

    public Task DropMoveClaimAtSourceAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        migration.Status = "confirmed";
        return RecordAsync("drop_move_claim_at_source");
    }

    public Task DropMoveClaimAtDestAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        migration.Status = "reverted";
        return RecordAsync("drop_move_claim_at_dest");
    }

    public Task UpdateUsageAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) => RecordAsync("update_usage");

    public Task UpdateAvailableResourceAsync(RequestContext context, bool startup, CancellationToken cancellationToken) => RecordAsync("update_available_resource");

    public void BuildFailed(string node) => Record("build_failed");

    public void BuildSucceeded(string node) => Record("build_succeeded");

    public Task<JObject> GetAllocationsForConsumerAsync(string consumerUuid, CancellationToken cancellationToken) => Task.FromResult(new JObject());

    public Task<IReadOnlySet<string>> GetConsumersOfProviderAsync(string providerUuid, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<string>>(Consumers);

    public async Task<bool> DeleteAllocationForInstanceAsync(RequestContext context, string consumerUuid, bool force, CancellationToken cancellationToken)
    {
        Record("delete_allocation");
        await OnDeleteAllocation();
        return true;
    }

    public Task MoveAllocationsAsync(RequestContext context, string sourceConsumer, string targetConsumer, CancellationToken cancellationToken)
    {
        Record($"move_allocations({sourceConsumer}, {targetConsumer})");
        return OnMoveAllocations();
    }

    public Task RemoveProviderFromAllocationAsync(RequestContext context, string consumerUuid, string providerUuid, CancellationToken cancellationToken)
    {
        Record("remove_provider");
        return OnRemoveProvider(consumerUuid);
    }

    public Task UpdateComputeProviderStatusAsync(RequestContext context, string providerUuid, bool enabled, CancellationToken cancellationToken) =>
        RecordAsync($"provider_status({enabled})");

    private Task RecordAsync(string call)
    {
        Record(call);
        return Task.CompletedTask;
    }

    private void Record(string call)
    {
        using (_gate.EnterScope())
            _calls.Add(call);
    }

    private sealed class Claim(FakeResources owner) : IResourceClaim
    {
        public Task AbortAsync(CancellationToken cancellationToken) => owner.RecordAsync("abort_claim");
    }
}
