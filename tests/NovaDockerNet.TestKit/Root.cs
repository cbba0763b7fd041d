using Xunit;

namespace NovaDockerNet.TestKit;

/// <summary>What a test needs of the machine before it may touch it.</summary>
public static class Root
{
    /// <summary>Skips unless the test runs as root.</summary>
    public static void Require() => Skip.IfNot(Environment.IsPrivilegedProcess, "needs root: this user is not");

    /// <summary>Skips unless the program is in the path; returns where.</summary>
    public static string Program(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin", "/usr/bin", "/bin"]);
        var file = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Skip.If(file is null, $"needs {name}: missing");
        return file!;
    }
}
