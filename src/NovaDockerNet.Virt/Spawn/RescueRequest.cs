using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Virt.Spawn;

/// <summary>All that <see cref="IVirtDriver.RescueAsync"/> needs to know.</summary>
public sealed record RescueRequest
{
    public required RequestContext Context { get; init; }

    public required Instance Instance { get; init; }

    /// <summary>nova's dictionary of the rescue image.</summary>
    public required JObject ImageMeta { get; init; }

    public required NetworkInfo NetworkInfo { get; init; }

    /// <summary>Of root in the rescue container, or of its image's os_admin_user.</summary>
    public string? AdminPassword { get; init; }

    /// <summary>Makes the files of the rescue container's config drive; null for no drive.</summary>
    public Func<NetworkInfo, CancellationToken, Task<IReadOnlyList<ConfigDriveFile>>>? ConfigDrive { get; init; }
}
