namespace NovaDockerNet.Compute.Workflows;

/// <summary>
/// Tells a build, or what moves an image, that its instance is to be deleted, so that it gives up a transfer or a wait instead of finishing it first.
/// </summary>
sealed class DeletionRequests
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CancellationTokenSource> _builds = [];

    public Tracked Track(string instanceUuid)
    {
        var source = new CancellationTokenSource();
        using (_gate.EnterScope())
            _builds[instanceUuid] = source;
        return new Tracked(this, instanceUuid, source);
    }

    /// <summary>True when somebody was told.</summary>
    public bool Request(string instanceUuid)
    {
        CancellationTokenSource? source;
        using (_gate.EnterScope())
            _builds.TryGetValue(instanceUuid, out source);
        if (source is null)
            return false;
        try
        {
            source.Cancel();
            return true;
        }
        catch (ObjectDisposedException)
        {
            // The build ended in between.
            return false;
        }
    }

    private void Forget(string instanceUuid, CancellationTokenSource source)
    {
        using (_gate.EnterScope())
        {
            if (_builds.TryGetValue(instanceUuid, out var current) && ReferenceEquals(current, source))
                _builds.Remove(instanceUuid);
        }
        source.Dispose();
    }

    internal sealed class Tracked(DeletionRequests owner, string instanceUuid, CancellationTokenSource source) : IDisposable
    {
        // Taken at once: a token outlives its source, the source's property does not.
        public CancellationToken Token { get; } = source.Token;

        public void Dispose() => owner.Forget(instanceUuid, source);
    }
}
