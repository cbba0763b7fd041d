using System.Text;

namespace NovaDockerNet.Netlink.Namespaces;

/// <summary>/proc/self/mountinfo, see proc_pid_mountinfo(5)</summary>
internal static class MountTable
{
    internal static bool IsMountPoint(string path) => IsMountPoint(path, File.ReadLines("/proc/self/mountinfo"));

    /// <summary>Whether the path is one that is seen: a mount below which a later one covers a folder is listed on, and is out of reach.</summary>
    internal static bool IsMountPoint(string path, IEnumerable<string> mountInfo)
        => mountInfo
            .Select(line => line.Split(' ', 6) is { Length: >= 5 } fields ? Unescape(fields[4]) : null)
            .LastOrDefault(point => point is not null && (point == path || point == "/" || path.StartsWith(point + "/", StringComparison.Ordinal))) == path;

    // Blanks, tabs, newlines and backslashes are written as three octal digits.
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal)) return field;
        var text = new StringBuilder();
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                text.Append((char)Convert.ToInt32(field.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }

        return text.ToString();
    }
}
