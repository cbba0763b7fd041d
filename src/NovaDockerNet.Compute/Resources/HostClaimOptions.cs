namespace NovaDockerNet.Compute.Resources;

/// <summary>Where the host claim keeps its lock.</summary>
public sealed record HostClaimOptions
{
    /// <summary>[DEFAULT] state_path.</summary>
    public required string StatePath { get; init; }
}
