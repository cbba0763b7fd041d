using System.Runtime.InteropServices;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>A run directory of the test's own; its namespace mount is taken away at the end.</summary>
sealed class NamespacesRun : IDisposable
{
    private const int DetachMount = 2;
    private readonly TempDirectory _temp = new();

    public string Path => _temp.Path;

    public void Dispose()
    {
        _ = Unmount(_temp.File("netns"), DetachMount);
        _temp.Dispose();
    }

    [DllImport("libc", EntryPoint = "umount2", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Unmount(string target, int flags);
}
