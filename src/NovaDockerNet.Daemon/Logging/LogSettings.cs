namespace NovaDockerNet.Daemon.Logging;

/// <summary>Where and how to log.</summary>
internal sealed record LogSettings
{
    public bool Debug { get; init; }

    /// <summary>Null: standard error.</summary>
    public string? File { get; init; }

    public bool UseStandardError { get; init; }

    public required LogLevels Levels { get; init; }

    public required NovaLineFormat Format { get; init; }
}
