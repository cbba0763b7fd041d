using System.Globalization;
using System.Net;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Virt.Inventory;

/// <summary>What the kernel says of the host, parsed. proc(5).</summary>
public static class HostFiles
{
    /// <summary>This host's fully qualified name, or its short one where it has no other.</summary>
    public static string FullyQualifiedName()
    {
        var name = Dns.GetHostName();
        try
        {
            return Dns.GetHostEntry(name).HostName;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return name;
        }
    }

    internal static long MemoryMb(string meminfo)
    {
        // MemTotal:       24672836 kB
        var line = meminfo.Split('\n').First(l => l.StartsWith("MemTotal:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>nova: virt/libvirt/driver.py _get_cpu_info.</summary>
    internal static JObject CpuInfo(string cpuinfo, string architecture, int cells = 1)
    {
        var processors = cpuinfo.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Fields).Where(p => p.ContainsKey("processor")).ToList();
        var first = processors.FirstOrDefault() ?? [];
        var sockets = Math.Max(1, processors.Select(p => p.GetValueOrDefault("physical id")).OfType<string>().Distinct().Count());
        var cores = int.TryParse(first.GetValueOrDefault("cpu cores"), out var c) && c > 0 ? c : Math.Max(1, processors.Count / sockets);
        return new JObject
        {
            ["arch"] = architecture,
            ["vendor"] = first.GetValueOrDefault("vendor_id") ?? first.GetValueOrDefault("CPU implementer") ?? "unknown",
            ["model"] = first.GetValueOrDefault("model name") ?? first.GetValueOrDefault("CPU part") ?? "unknown",
            ["topology"] = new JObject
            {
                ["cells"] = cells,
                ["sockets"] = sockets,
                ["cores"] = cores,
                ["threads"] = Math.Max(1, processors.Count / (sockets * cores)),
            },
            ["features"] = new JArray((first.GetValueOrDefault("flags") ?? first.GetValueOrDefault("Features") ?? "")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        };
    }

    /// <summary>The line of uptime(1), without running it.</summary>
    internal static string Uptime(DateTimeOffset now, string uptime, string loadavg)
    {
        var up = TimeSpan.FromSeconds(double.Parse(uptime.Split(' ')[0], CultureInfo.InvariantCulture));
        var load = loadavg.Split(' ');
        var days = up.Days switch
        {
            0 => "",
            1 => "1 day, ",
            var many => $"{many} days, ",
        };
        var clock = up.Hours > 0 ? $"{up.Hours,2}:{up.Minutes:00}" : $"{up.Minutes} min";
        return string.Create(
            CultureInfo.InvariantCulture, $" {now:HH:mm:ss} up {days}{clock},  0 users,  load average: {load[0]}, {load[1]}, {load[2]}\n");
    }

    /// <summary>20.10.24+dfsg1 is 20010024. oslo.utils: versionutils.convert_version_to_int.</summary>
    internal static int VersionNumber(string version) => version.Split('.').Take(3)
        .Select(part => int.TryParse(string.Concat(part.TakeWhile(char.IsAsciiDigit)), out var n) ? n : 0)
        .Aggregate(0, (number, part) => number * 1000 + part);

    private static Dictionary<string, string> Fields(string block) => block.Split('\n')
        .Select(line => line.Split(':', 2))
        .Where(pair => pair.Length == 2)
        .GroupBy(pair => pair[0].Trim(), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First()[1].Trim(), StringComparer.Ordinal);
}
