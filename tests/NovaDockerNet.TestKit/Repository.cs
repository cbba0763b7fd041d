namespace NovaDockerNet.TestKit;

/// <summary>The working tree the tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "NovaDockerNet.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("NovaDockerNet.sln is in no folder above the tests"));
}
