using System.Runtime.InteropServices;
using System.Text;

namespace NovaDockerNet.Virt.State;

/// <summary>Whole-file writes that a crash at any instruction leaves either old or new: write beside it, fsync, rename, fsync the folder.</summary>
public static class AtomicFile
{
    private const string TemporarySuffix = ".new";
    private static int _counter;

    /// <param name="mode">Default 0600: records can hold what only the service should read.</param>
    public static void WriteAllText(string path, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var temporary = $"{path}.{Environment.ProcessId}-{Interlocked.Increment(ref _counter)}{TemporarySuffix}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode };
            using (var file = new FileStream(temporary, options))
            {
                // The umask may have narrowed the mode; guests must be able to read some of these files.
                File.SetUnixFileMode(file.SafeFileHandle, mode);
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>True for the name of a file that such a write would have renamed in the end.</summary>
    public static bool IsTemporary(string path) => path.EndsWith(TemporarySuffix, StringComparison.Ordinal);

    /// <summary>Removes the file durably; true if it was there.</summary>
    public static bool Delete(string path)
    {
        if (!File.Exists(path))
            return false;
        File.Delete(path);
        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return true;
    }

    /// <summary>Removes what a crash in the middle of a write left in the folder.</summary>
    public static void RemoveLeftovers(string directory)
    {
        foreach (var leftover in Directory.EnumerateFiles(directory, "*" + TemporarySuffix))
            File.Delete(leftover);
    }

    /// <summary>fsync of a folder: makes the names in it durable.</summary>
    public static void SyncDirectory(string directory)
    {
        var fd = Libc.Open(directory, Libc.ReadOnlyDirectory);
        if (fd < 0)
            throw new IOException($"cannot open folder {directory}: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (Libc.FSync(fd) != 0)
                throw new IOException($"cannot fsync folder {directory}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }
}
