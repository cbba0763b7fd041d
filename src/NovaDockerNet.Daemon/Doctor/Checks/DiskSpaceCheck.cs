using System.Globalization;
using NovaDockerNet.DockerEngine.Systems;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Free space where the service and Docker write.</summary>
internal sealed class DiskSpaceCheck(string statePath, Func<CancellationToken, Task<SystemInfo>> docker, Func<string, DiskSpace> space)
    : Check(CheckNames.Disk)
{
    private const long Little = 1L << 30;

    public override IReadOnlyList<string> After => [CheckNames.Docker];

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        List<Finding> findings = [Judge("state_path", statePath)];
        try
        {
            findings.Add(Judge("Docker's data", (await docker(cancellationToken)).DockerRootDir));
        }
        catch (DockerEngine.DockerException)
        {
            findings.Add(Finding.NotChecked($"Docker's data, needs {CheckNames.Docker}"));
        }
        return findings;
    }

    private Finding Judge(string what, string path)
    {
        var (total, free) = space(path);
        var text = string.Create(CultureInfo.InvariantCulture, $"{what} {path}: {free / (double)(1L << 30):0.0} of {total / (double)(1L << 30):0.0} GiB free");
        const string Advice = "make room, or move the folder to a larger file system";
        if (free < Math.Min(Little, total / 50))
            return Finding.Failure(text, Advice);
        return free < total / 10 ? Finding.Warning(text, Advice) : Finding.Ok(text);
    }
}
