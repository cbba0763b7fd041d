using System.Runtime.InteropServices;

namespace NovaDockerNet.TestKit;

/// <summary>A folder for network namespaces of a test's own. Whatever is still mounted at the end is unmounted, and named as a failure.</summary>
public sealed partial class NamespacesFixture : IDisposable
{
    private const int MntDetach = 2;
    private readonly TempDirectory _directory = new();

    public NamespacesFixture()
    {
        Root.Require();
        Directory.CreateDirectory(Folder);
    }

    public string Folder => _directory.File("netns");

    public void Dispose()
    {
        var left = Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [];
        foreach (var file in left)
        {
            while (Umount(file, MntDetach) == 0)
            {
            }
        }

        while (Umount(Folder, MntDetach) == 0)
        {
        }

        _directory.Dispose();
        if (left.Length > 0) throw new InvalidOperationException("network namespaces left behind: " + string.Join(", ", left.Select(Path.GetFileName)));
    }

    // int umount2(const char *target, int flags);
    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Umount(string target, int flags);
}
