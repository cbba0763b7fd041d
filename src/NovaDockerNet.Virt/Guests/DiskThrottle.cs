using System.Globalization;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Guests;

/// <summary>The disk limits that a control group has. kernel: Documentation/admin-guide/cgroup-v1/blkio-controller.rst, cgroup-v2.rst io.max.</summary>
static class DiskThrottle
{
    /// <param name="group">Of the controller blkio, or unified.</param>
    /// <param name="device">major:minor.</param>
    public static DiskLimits Read(ControlGroup group, string device)
    {
        if (!group.Unified)
        {
            return new DiskLimits(
                Of("blkio.throttle.read_bps_device"), Of("blkio.throttle.write_bps_device"),
                Of("blkio.throttle.read_iops_device"), Of("blkio.throttle.write_iops_device"));
        }
        // 8:0 rbps=1048576 wbps=max riops=max wiops=100
        var values = Line("io.max").Skip(1).Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new DiskLimits(
            Number(values.GetValueOrDefault("rbps")), Number(values.GetValueOrDefault("wbps")),
            Number(values.GetValueOrDefault("riops")), Number(values.GetValueOrDefault("wiops")));

        long? Of(string file) => Line(file) is [_, var value] ? Number(value) : null;

        string[] Line(string file)
        {
            var path = Path.Combine(group.Path, file);
            // A kernel without the controller, or one that did not get to this group.
            return File.Exists(path) ? File.ReadAllLines(path).Select(line => line.Split(' ')).FirstOrDefault(words => words[0] == device) ?? [] : [];
        }
    }

    private static long? Number(string? text) => text is null or "max" ? null : long.Parse(text, CultureInfo.InvariantCulture);
}
