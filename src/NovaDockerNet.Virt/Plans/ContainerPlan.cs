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
        Instance instance, GuestImage image, JObject imageMeta, InstanceFolder folder, VirtOptions options, HostCapabilities host)
    {
        var flavor = instance.Flavor;
        var cpu = CpuLimits.From(flavor);
        var memory = flavor.MemoryMb * MiB;
        return new CreateContainerParameters
        {
            Name = ContainerName(instance.Uuid),
            Image = image.Reference,
            Hostname = instance.Hostname,
            Env = GuestEnvironment.From(instance.Metadata),
            Cmd = Command(instance, image, imageMeta),
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
    }

    /// <summary>Where cloud-init looks for a config drive without a device (ConfigDrive's seed folder), and where other readers do.</summary>
    public static readonly IReadOnlyList<string> ConfigDriveMounts = ["/var/lib/cloud/seed/config_drive", "/media/configdrive"];

    public static CreateContainerParameters WithConfigDrive(CreateContainerParameters plan, InstanceFolder folder)
    {
        // Docker would make a missing folder itself, for all to read.
        folder.EnsureConfigDrive();
        return plan with
        {
            HostConfig = plan.HostConfig! with
            {
                Binds = [.. plan.HostConfig.Binds ?? [], .. ConfigDriveMounts.Select(mount => $"{folder.ConfigDrivePath}:{mount}:ro")],
            },
        };
    }

    public static string ContainerName(string instanceUuid) => $"nova-{instanceUuid}";

    /// <summary>Null leaves it to the image.</summary>
    private static IReadOnlyList<string>? Command(Instance instance, GuestImage image, JObject imageMeta)
    {
        if (CommandLine(instance, imageMeta) is { } line)
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

    private static string? CommandLine(Instance instance, JObject imageMeta)
    {
        var line = (imageMeta["properties"] as JObject)?["os_command_line"]?.ToString()
            ?? instance.SystemMetadata.GetValueOrDefault("image_os_command_line");
        return string.IsNullOrWhiteSpace(line) ? null : line;
    }
}
