namespace NovaDockerNet.Oslo.Config;

/// <summary>A configuration that cannot be used; the message names file, line and option as far as they are known.</summary>
public sealed class OsloConfigException : Exception
{
    public OsloConfigException(string problem, ConfigLocation? location = null, string? group = null, string? option = null, Exception? innerException = null)
        : base(Describe(problem, location, group, option), innerException)
    {
        Location = location;
        Group = group;
        Option = option;
    }

    public ConfigLocation? Location { get; }

    public string? Group { get; }

    public string? Option { get; }

    private static string Describe(string problem, ConfigLocation? location, string? group, string? option) =>
        (location is null ? "" : location + ": ") + (option is null ? "" : $"[{group}] {option}: ") + problem;
}
