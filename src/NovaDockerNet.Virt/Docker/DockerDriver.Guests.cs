using System.Globalization;
using System.Text;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Docker;

public sealed partial class DockerDriver
{
    // nova: virt/libvirt/driver.py MAX_CONSOLE_BYTES
    private const int MaxConsoleBytes = 100 * 1024;

    public Task<IReadOnlyList<GuestInfo>> ListGuestsAsync(CancellationToken cancellationToken) => CallAsync<IReadOnlyList<GuestInfo>>(
        async () => [.. (await ListActingAsync(cancellationToken)).Select(Describe)]);

    public Task<GuestInfo?> GetGuestAsync(string instanceUuid, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        if (await FindAsync(instanceUuid, cancellationToken) is not { } summary)
            return null;
        try
        {
            var state = (await docker.Containers.InspectAsync(summary.Id, cancellationToken)).State;
            var ended = !state.Running && state.Status is "exited" or "dead";
            return Describe(summary) with { PowerState = PowerStateOf(instanceUuid, state.Status), ExitCode = ended ? state.ExitCode : null, StartedAt = StartOf(state) };
        }
        catch (DockerNotFoundException)
        {
            return null;
        }
    });

    private static DateTimeOffset? StartOf(ContainerState state) =>
        DateTimeOffset.TryParse(state.StartedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var started) ? started : null;

    public Task<string> GetConsoleOutputAsync(string instanceUuid, int? tailLines, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        if (tailLines == 0)
            return "";
        var container = await RequireAsync(instanceUuid, cancellationToken);
        return await ReadOutputAsync(container.Id, tailLines, MaxConsoleBytes, cancellationToken);
    });

    /// <summary>The last bytes of what the guest wrote.</summary>
    private async Task<string> ReadOutputAsync(string containerId, int? tailLines, int maxBytes, CancellationToken cancellationToken)
    {
        var output = new TailBuffer(maxBytes);
        var parameters = new ContainerLogsParameters { Tail = tailLines };
        await foreach (var frame in docker.Containers.LogsAsync(containerId, parameters, terminal: true, cancellationToken))
            output.Append(frame.Data.Span);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private GuestInfo Describe(ContainerSummary container)
        => new(container.Labels[GuestLabels.InstanceUuid], container.Id,
            PowerStateOf(container.Labels[GuestLabels.InstanceUuid], container.State))
        {
            Name = container.Labels.GetValueOrDefault(GuestLabels.InstanceName) ?? "",
            IsSystem = IsSystem(container),
            IsRescue = !IsServer(container),
            ImageId = container.Labels.GetValueOrDefault(GuestLabels.ImageId) ?? "",
        };

    private static PowerState ToPowerState(string status) => status switch
    {
        "running" or "restarting" => PowerState.Running,
        "paused" => PowerState.Paused,
        "created" or "exited" => PowerState.Shutdown,
        "dead" => PowerState.Crashed,
        _ => PowerState.NoState,
    };
}
