using NovaDockerNet.Virt.Traces;

namespace NovaDockerNet.Compute.Tests.Fakes;

/// <summary>A host's traces as a list; what the driver destroys goes with <see cref="Forget"/>.</summary>
sealed class FakeHostTraces : IHostTraces
{
    public List<HostTrace> Traces { get; } = [];

    public Task<IReadOnlyList<HostTrace>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<HostTrace>>([.. Traces]);

    public Task<IReadOnlyList<HostTrace>> ListAsync(string instanceUuid, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<HostTrace>>([.. Traces.Where(trace => trace.InstanceUuid == instanceUuid)]);

    public Task RemoveFileAsync(HostTrace trace, CancellationToken cancellationToken)
    {
        Traces.Remove(trace);
        return Task.CompletedTask;
    }

    public void Forget(string instanceUuid) => Traces.RemoveAll(trace => trace.InstanceUuid == instanceUuid);
}
