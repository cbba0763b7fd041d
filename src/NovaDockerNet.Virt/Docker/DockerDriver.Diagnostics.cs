using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Virt.Guests;

namespace NovaDockerNet.Virt.Docker;

public sealed partial class DockerDriver
{
    public Task<GuestDiagnostics> GetDiagnosticsAsync(string instanceUuid, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var container = await RequireAsync(instanceUuid, cancellationToken);
        var stats = await docker.Containers.StatsAsync(container.Id, cancellationToken);
        var process = (await docker.Containers.InspectAsync(container.Id, cancellationToken)).State.Pid;
        return new GuestDiagnostics(
            (long)stats.Cpu.Usage.Total, (long)stats.Memory.Limit, (long)stats.Memory.Usage, await NicsAsync(process, cancellationToken),
            Disk(stats.BlockIo));
    });

    // From inside its namespace, as the guest itself would count.
    private static async Task<IReadOnlyList<NicDiagnostics>> NicsAsync(int process, CancellationToken cancellationToken)
    {
        try
        {
            return process > 0 ? NicDiagnostics.Parse(await File.ReadAllTextAsync($"/proc/{process}/net/dev", cancellationToken)) : [];
        }
        catch (IOException)
        {
            // It has ended since it was asked for; what it used is known all the same.
            return [];
        }
    }

    private static DiskDiagnostics? Disk(BlockIoStats stats) => stats.ServiceBytes is { Count: > 0 } bytes
        ? new DiskDiagnostics(Sum(bytes, "read"), Sum(stats.Serviced, "read"), Sum(bytes, "write"), Sum(stats.Serviced, "write"))
        : null;

    private static long Sum(IReadOnlyList<BlockIoEntry>? entries, string operation)
        => entries?.Where(e => e.Operation.Equals(operation, StringComparison.OrdinalIgnoreCase)).Sum(e => (long)e.Value) ?? 0;
}
