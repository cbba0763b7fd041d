namespace NovaDockerNet.OpenStack.Neutron;

/// <summary>nova: neutron.py _refresh_neutron_extensions_cache. The aliases Neutron offers, asked for again every [neutron]extension_sync_interval.</summary>
public sealed class NeutronExtensions(TimeProvider time, TimeSpan syncInterval)
{
    readonly Lock _lock = new();
    Snapshot? _snapshot;

    public async Task<bool> HasAsync(NeutronClient client, string alias, CancellationToken cancellationToken)
    {
        Snapshot? snapshot;
        lock (_lock)
            snapshot = _snapshot;
        if (snapshot is null || time.GetElapsedTime(snapshot.TakenAt) >= syncInterval)
        {
            snapshot = new(time.GetTimestamp(), await client.ListExtensionAliasesAsync(cancellationToken));
            lock (_lock)
                _snapshot = snapshot;
        }

        return snapshot.Aliases.Contains(alias);
    }

    sealed record Snapshot(long TakenAt, IReadOnlySet<string> Aliases);
}
