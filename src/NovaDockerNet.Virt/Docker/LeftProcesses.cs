using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Docker;

/// <summary>
/// Processes of a container that its dockerd does not know of: a dockerd killed while it starts a container leaves them with containerd, and
/// its successor can neither start that container nor end them.
/// </summary>
static partial class LeftProcesses
{
    private const int Sigkill = 9;
    private const int NoSuchProcess = 3; // ESRCH

    /// <summary>Kills every process in a control group of the container; returns how many. For a container that Docker does not run.</summary>
    /// <param name="containerId">All 64 digits: anything shorter could be part of another's name, and ends nothing.</param>
    public static int End(string containerId, string proc = "/proc")
    {
        if (!FullId().IsMatch(containerId))
            return 0;
        var ended = 0;
        foreach (var folder in Directory.EnumerateDirectories(proc))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid) || pid <= 1 || pid == Environment.ProcessId)
                continue;
            if (!IsOf(containerId, ReadGroups(folder)))
                continue;
            if (Libc.Kill(pid, Sigkill) == 0)
                ended++;
            else if (Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
                throw new Win32Exception(error, $"process {pid}, left of container {containerId}, cannot be ended");
        }
        return ended;
    }

    /// <param name="groups">Text of /proc/PID/cgroup: id, controllers and path by line.</param>
    internal static bool IsOf(string containerId, string groups)
    {
        foreach (var line in groups.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // The cgroupfs driver names the group by the id, systemd's docker-ID.scope.
            var fields = line.Split(':', 3);
            if (fields.Length == 3 && Array.Exists(fields[2].Split('/'), part => part == containerId || part == $"docker-{containerId}.scope"))
                return true;
        }
        return false;
    }

    private static string ReadGroups(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cgroup"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return "";
        }
    }

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex FullId();
}
