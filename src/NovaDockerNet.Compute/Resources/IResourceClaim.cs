namespace NovaDockerNet.Compute.Resources;

/// <summary>A claim of a build. nova: compute/claims.py Claim.</summary>
public interface IResourceClaim
{
    /// <summary>Gives the resources back and nulls host and node of the instance. nova: Claim.abort, ResourceTracker.abort_instance_claim.</summary>
    Task AbortAsync(CancellationToken cancellationToken);
}
