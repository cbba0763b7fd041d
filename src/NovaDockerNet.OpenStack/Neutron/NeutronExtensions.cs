namespace NovaDockerNet.OpenStack.Neutron;

/// <summary>nova: neutron.py _refresh_neutron_extensions_cache. The aliases Neutron offers, asked for again every [neutron]extension_sync_interval.</summary>
public sealed class NeutronExtensions(TimeProvider time, TimeSpan syncInterval) : IDisposable
{
    private readonly SemaphoreSlim _refresh = new(1, 1);
    private volatile Snapshot? _snapshot;

    public async Task<bool> HasAsync(NeutronClient client, string alias, CancellationToken cancellationToken)
    {
        if (Fresh() is { } known)
            return known.Aliases.Contains(alias);
        await _refresh.WaitAsync(cancellationToken);
        try
        {
            // Another caller may have fetched them while this one waited.
            var snapshot = Fresh() ?? new(time.GetTimestamp(), await client.ListExtensionAliasesAsync(cancellationToken));
            _snapshot = snapshot;
            return snapshot.Aliases.Contains(alias);
        }
        finally
        {
            _refresh.Release();
        }
    }

    public void Dispose() => _refresh.Dispose();

    private Snapshot? Fresh() => _snapshot is { } known && time.GetElapsedTime(known.TakenAt) < syncInterval ? known : null;

    private sealed record Snapshot(long TakenAt, IReadOnlySet<string> Aliases);
}
