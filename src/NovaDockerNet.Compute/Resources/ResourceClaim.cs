using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Resources;

/// <summary>nova: compute/claims.py Claim. Aborting twice does it once.</summary>
sealed class ResourceClaim(ResourceTracker tracker, RequestContext context, Instance before, Instance instance) : IResourceClaim
{
    private bool _aborted;

    public async Task AbortAsync(CancellationToken cancellationToken)
    {
        if (_aborted)
            return;
        await tracker.AbortAsync(context, before, instance, cancellationToken);
        _aborted = true;
    }
}
