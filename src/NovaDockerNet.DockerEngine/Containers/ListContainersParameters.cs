namespace NovaDockerNet.DockerEngine.Containers;

public sealed record ListContainersParameters
{
    /// <summary>Those that do not run as well.</summary>
    public bool All { get; init; }

    /// <summary>Compute SizeRw; slow.</summary>
    public bool Size { get; init; }

    /// <summary>E.g. "label" to ["key=value"]; different keys narrow, values of one key (labels excepted) widen.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters { get; init; }
}
