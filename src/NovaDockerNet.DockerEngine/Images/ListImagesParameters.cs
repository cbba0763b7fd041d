namespace NovaDockerNet.DockerEngine.Images;

public sealed record ListImagesParameters
{
    /// <summary>Intermediate layers as well.</summary>
    public bool All { get; init; }

    /// <summary>E.g. "reference" to ["nova/*"].</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters { get; init; }
}
