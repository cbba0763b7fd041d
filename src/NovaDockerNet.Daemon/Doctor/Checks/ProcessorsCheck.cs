using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Which CPUs servers have; the service does not start when one of those it was given is not online.</summary>
/// <param name="root">"/" but in tests.</param>
internal sealed class ProcessorsCheck(CpuSets sets, string root = "/") : Check(CheckNames.Processors)
{
    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var online = CpuSpec.Parse(await File.ReadAllTextAsync(Path.Combine(root, "sys/devices/system/cpu/online"), cancellationToken));
        try
        {
            var (shared, dedicated) = (sets.SharedOf(online), sets.DedicatedOf(online));
            return
            [
                Finding.Ok(string.Join(", ", new[]
                {
                    shared.Count > 0 ? $"servers share CPUs {CpuSpec.Format(shared)}" : null,
                    dedicated.Count > 0 ? $"CPUs {CpuSpec.Format(dedicated)} are dedicated" : null,
                }.OfType<string>())),
            ];
        }
        catch (InvalidConfiguration e)
        {
            return [Finding.Failure(e.Message, "take them out of the option, or bring them online (/sys/devices/system/cpu/cpuN/online)")];
        }
    }
}
