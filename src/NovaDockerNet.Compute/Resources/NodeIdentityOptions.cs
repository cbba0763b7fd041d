namespace NovaDockerNet.Compute.Resources;

/// <summary>Where the node identity may lie.</summary>
public sealed record NodeIdentityOptions
{
    /// <summary>[DEFAULT] state_path; written here.</summary>
    public required string StatePath { get; init; }

    /// <summary>The folders of all --config-file and --config-dir; only read.</summary>
    public IReadOnlyList<string> ConfigFolders { get; init; } = [];
}
