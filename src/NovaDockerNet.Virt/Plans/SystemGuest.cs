using NovaDockerNet.DockerEngine.Containers;

namespace NovaDockerNet.Virt.Plans;

/// <summary>A guest whose process 1 is systemd: a whole system instead of an application.</summary>
/// <remarks>
/// systemd wants what systemd.io/CONTAINER_INTERFACE lists: to be told that it is in a container, fresh file systems at /run and /run/lock, a
/// control group of its own to write to, and its own signal to stop. Nothing of that is a privilege: capabilities, seccomp profile and devices
/// are those of every other guest. The group is made writable by nova-runc, which is asked for that at each start.
/// </remarks>
static class SystemGuest
{
    private const string Container = "container=docker";

    /// <summary>systemd.1, Signals: SIGRTMIN+3 halts the machine.</summary>
    private const string Halt = "SIGRTMIN+3";

    private static readonly Dictionary<string, string> s_fileSystems = new()
    {
        ["/run"] = "rw,nosuid,nodev,mode=755",
        ["/run/lock"] = "rw,nosuid,nodev,noexec,mode=1777",
    };

    /// <summary>The program that would be process 1, when its name says that it may be systemd; one must look inside the image to know.</summary>
    public static string? Candidate(CreateContainerParameters plan, IReadOnlyList<string> entrypoint, IReadOnlyList<string> command)
    {
        // A command replaces the image's, and is an argument of its entry point.
        var words = entrypoint.Concat(plan.Cmd ?? command);
        return words.FirstOrDefault() is { } program && program.StartsWith('/') && Path.GetFileName(program) is "init" or "systemd" ? words.First() : null;
    }

    /// <param name="program">As <see cref="Candidate"/> has it.</param>
    /// <param name="linkTarget">What it is a symbolic link to, or null.</param>
    public static bool IsSystemd(string program, string? linkTarget) => Path.GetFileName(linkTarget ?? program) == "systemd";

    public static CreateContainerParameters Of(CreateContainerParameters plan, string instanceUuid, string? imagesStopSignal) => plan with
    {
        Env =
        [
            .. (plan.Env ?? []).Where(variable => !variable.StartsWith("container=", StringComparison.Ordinal)
                && !variable.StartsWith("container_uuid=", StringComparison.Ordinal)),
            Container,
            // It becomes the machine id of an image that has none.
            $"container_uuid={instanceUuid}",
        ],
        Labels = GuestLabels.With(plan.Labels!, GuestLabels.Init, GuestLabels.Systemd),
        StopSignal = imagesStopSignal ?? Halt,
        HostConfig = plan.HostConfig! with
        {
            CgroupnsMode = "private",
            Tmpfs = s_fileSystems,
            // It reaps and forwards signals itself, and must be process 1.
            Init = false,
        },
    };
}
