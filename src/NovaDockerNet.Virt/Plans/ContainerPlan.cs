using System.Globalization;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Plans;

/// <summary>The container that a server is: a pure function of the instance, its image and this host's options.</summary>
/// <remarks>
/// A server is a small machine. It gets what its flavor says and Docker's default capabilities and seccomp profile; never privileged, never a
/// namespace of the host. Docker gives it no network: its namespace is prepared by us and joined through the runtime nova-runc.
/// </remarks>
static class ContainerPlan
{
    private const long MiB = 1 << 20;

    public static CreateContainerParameters From(
        Instance instance, GuestImage image, JObject imageMeta, InstanceFolder folder, VirtOptions options, HostCapabilities host, CpuPlacement place = default)
    {
        var flavor = instance.Flavor;
        var cpu = CpuLimits.From(flavor);
        var disk = DiskLimits.From(flavor);
        var memory = flavor.MemoryMb * MiB;
        var plan = new CreateContainerParameters
        {
            Name = ContainerName(instance.Uuid),
            Image = image.Reference,
            Hostname = instance.Hostname,
            Env = GuestEnvironment.From(instance.Metadata),
            Cmd = Command(image, CommandLine(instance, imageMeta)),
            Labels = GuestLabels.For(instance, InstanceName.Format(options.InstanceNameTemplate, instance), image.ImageId, options.Host),
            // A machine has a console: something to read from, and a terminal.
            OpenStdin = true,
            Tty = true,
            NetworkDisabled = true,
            HostConfig = new HostConfig
            {
                Runtime = options.Runtime,
                Memory = memory,
                MemorySwap = memory + flavor.Swap * MiB,
                CpuPeriod = cpu.Period,
                CpuQuota = cpu.Quota,
                CpuShares = cpu.Shares,
                CpusetCpus = place.Cpus,
                CpusetMems = place.Nodes,
                PidsLimit = options.PidsLimit > 0 ? options.PidsLimit : -1,
                StorageOpt = options.LimitRootDisk && host.RootDiskLimit && flavor.RootGb > 0
                    ? new Dictionary<string, string> { ["size"] = flavor.RootGb.ToString(CultureInfo.InvariantCulture) + "G" }
                    : null,
                Binds = [$"{folder.HostsPath}:/etc/hosts", $"{folder.ResolvConfPath}:/etc/resolv.conf"],
                // Nova owns the power state; Docker must not bring back what was stopped.
                RestartPolicy = new RestartPolicy("no"),
                LogConfig = new LogConfig
                {
                    Type = "json-file",
                    Config = new Dictionary<string, string>
                    {
                        ["max-size"] = options.ConsoleLogMaxSize,
                        ["max-file"] = options.ConsoleLogMaxFiles.ToString(CultureInfo.InvariantCulture),
                    },
                },
                Privileged = false,
                Init = options.UseInit,
                IpcMode = "private",
            },
        };
        if (!disk.Any)
            return plan;
        return host.Disk is { } device
            ? plan with { HostConfig = disk.On(plan.HostConfig, device.Path) }
            : throw new InstanceDeployFailure($"the flavor's extra specs limit the disk ({disk}), and Docker's data on this host is on no disk that can be limited");
    }

    /// <summary>Where cloud-init looks for a config drive without a device (ConfigDrive's seed folder), and where other readers do.</summary>
    public static readonly IReadOnlyList<string> ConfigDriveMounts = ["/var/lib/cloud/seed/config_drive", "/media/configdrive"];

    /// <param name="plan">The container so far.</param>
    /// <param name="folder">The instance's.</param>
    /// <param name="drive">Which of its folders the drive is.</param>
    public static CreateContainerParameters WithConfigDrive(CreateContainerParameters plan, InstanceFolder folder, string drive)
    {
        // Docker would make a missing folder itself, for all to read.
        folder.EnsureConfigDrive(drive);
        return plan with
        {
            HostConfig = plan.HostConfig! with
            {
                Binds = [.. plan.HostConfig.Binds ?? [], .. ConfigDriveMounts.Select(mount => $"{drive}:{mount}:ro")],
            },
        };
    }

    /// <summary>Where a rescue container has the server's root file system.</summary>
    public const string RescueMount = "/mnt";

    /// <summary>
    /// The container in which a server is rescued: another image with the server's name, limits and network, and the server's disk mounted in it by
    /// Docker. It needs no privilege for that, and has none.
    /// </summary>
    public static CreateContainerParameters ForRescue(
        Instance instance, GuestImage image, JObject imageMeta, Mount disk, InstanceFolder folder, VirtOptions options, HostCapabilities host,
        CpuPlacement place = default)
    {
        var plan = From(instance, image, imageMeta, folder, options, host, place);
        return plan with
        {
            Name = $"{plan.Name}-{GuestLabels.RescueRole}",
            // The instance's own properties are those of the image it was made from.
            Cmd = Command(image, Property(imageMeta, "os_command_line")),
            Labels = GuestLabels.With(plan.Labels!, GuestLabels.Role, GuestLabels.RescueRole),
            HostConfig = plan.HostConfig! with { Mounts = [disk] },
        };
    }

    /// <summary>A container of the plan's image to look into: nothing is mounted that would have to be there already.</summary>
    public static CreateContainerParameters Probe(CreateContainerParameters plan) => plan with
    {
        Name = $"{plan.Name}-{GuestLabels.ProbeRole}",
        Labels = GuestLabels.With(plan.Labels!, GuestLabels.Role, GuestLabels.ProbeRole),
        HostConfig = plan.HostConfig! with { Binds = null, Mounts = null },
    };

    public static string ContainerName(string instanceUuid) => $"nova-{instanceUuid}";

    /// <summary>Null leaves it to the image.</summary>
    private static IReadOnlyList<string>? Command(GuestImage image, string? commandLine)
    {
        if (commandLine is { } line)
        {
            try
            {
                return ShellWords.Split(line);
            }
            catch (FormatException e)
            {
                throw new ImageUnacceptable(image.ImageId, $"its property os_command_line cannot be split into words: {e.Message}");
            }
        }
        // An imported root file system names no program; a machine's first program is its init.
        return image.Entrypoint.Count == 0 && image.Command.Count == 0 ? ["/sbin/init"] : null;
    }

    private static string? CommandLine(Instance instance, JObject imageMeta) =>
        Property(imageMeta, "os_command_line") ?? NotBlank(instance.SystemMetadata.GetValueOrDefault("image_os_command_line"));

    private static string? Property(JObject imageMeta, string name) => NotBlank((imageMeta["properties"] as JObject)?[name]?.ToString());

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
