using System.Text;
using NovaDockerNet.DockerEngine.Containers;

namespace NovaDockerNet.Virt.Plans;

/// <summary>A stopped container's file system as a volume of another one, which Docker mounts when that starts.</summary>
/// <remarks>
/// The volume is the mount that the storage driver itself makes of the container: its layers below, its own directory on top. Docker makes it, and makes it
/// again after its own restart and the host's; the rescue container needs no capability for it, and cannot leave the server's files.
/// </remarks>
static class RescueDisk
{
    // mount(2) takes a page of options, with a zero at its end.
    private const int MostOptionBytes = 4095;

    /// <param name="graph">As docker inspect shows it of the stopped container.</param>
    /// <param name="readLower">Contents of the file "lower" of the container's layer: the same layers by their short names, from the driver's folder.</param>
    /// <param name="indexed">Whether this kernel's overlay has the option index, which Docker turns off.</param>
    /// <exception cref="NotSupportedException">With the reason, as part of a sentence.</exception>
    public static Mount From(GraphDriverData? graph, Func<string, string> readLower, bool indexed)
    {
        if (graph is not { Name: "overlay2", Data: { } data }
            || data.GetValueOrDefault("UpperDir") is not { Length: > 0 } upper
            || data.GetValueOrDefault("WorkDir") is not { Length: > 0 } work
            || data.GetValueOrDefault("LowerDir") is not { Length: > 0 } lower)
            throw new NotSupportedException(
                $"its disk can be mounted only with Docker's storage driver overlay2; this host has {(graph is null ? "containerd's image store" : graph.Name)}");
        var options = Options(lower, upper, work, indexed);
        if (Encoding.UTF8.GetByteCount(options) > MostOptionBytes)
        {
            // <driver>/<layer>/diff, and <driver>/l/<short name> is a link to it.
            var driver = Path.GetDirectoryName(Path.GetDirectoryName(upper)!)!;
            var links = readLower(Path.Combine(Path.GetDirectoryName(upper)!, "lower")).Trim().Split(':');
            options = Options(string.Join(':', links.Select(link => Path.Combine(driver, link))), upper, work, indexed);
            if (Encoding.UTF8.GetByteCount(options) > MostOptionBytes)
                throw new NotSupportedException($"its image has {links.Length} layers, more than one mount can name");
        }
        return new Mount
        {
            Type = "volume",
            Target = ContainerPlan.RescueMount,
            VolumeOptions = new MountVolumeOptions
            {
                NoCopy = true,
                DriverConfig = new MountVolumeDriver
                {
                    Options = new Dictionary<string, string> { ["type"] = "overlay", ["device"] = "overlay", ["o"] = options },
                },
            },
        };
    }

    private static string Options(string lower, string upper, string work, bool indexed)
    {
        // Both separate in the options; Docker cannot have such folders either.
        if (upper.AsSpan().IndexOfAny(',', ':') >= 0)
            throw new NotSupportedException($"the path of its disk, {upper}, contains a comma or a colon");
        return $"lowerdir={lower},upperdir={upper},workdir={work}{(indexed ? ",index=off" : "")}";
    }
}
