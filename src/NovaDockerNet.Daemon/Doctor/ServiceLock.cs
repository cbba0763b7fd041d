using System.Globalization;

namespace NovaDockerNet.Daemon.Doctor;

/// <summary>
/// Whether the service of this state_path runs, and as which process. Read from the kernel's list: taking the lock to see whether it is free
/// would stop a service that starts at this moment.
/// </summary>
internal static class ServiceLock
{
    public static int? Owner(string statePath, string proc = "/proc")
    {
        var path = Path.GetFullPath(Path.Combine(statePath, "nova-docker-net.lock"));
        foreach (var line in File.ReadLines(Path.Combine(proc, "locks")))
        {
            // 3: FLOCK  ADVISORY  WRITE 15686 fe:00:5341899 0 EOF   (proc_locks(5))
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 4 && fields[1] == "FLOCK" && int.TryParse(fields[4], CultureInfo.InvariantCulture, out var process) && process > 0
                && HasOpen(Path.Combine(proc, fields[4], "fd"), path))
                return process;
        }
        return null;
    }

    private static bool HasOpen(string folder, string path)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Any(link => new FileInfo(link).LinkTarget == path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return false;
        }
    }
}
