using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Networking;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.State;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Virt.Docker;

/// <summary>Servers as Docker containers. A file per topic: Host, Guests, Spawn, Power, Destroy, Network, Events, Images.</summary>
/// <param name="planNetwork">Instance uuid and network model to host plan (InstanceNetworkPlan.From).</param>
public sealed partial class DockerDriver(
    DockerEngineClient docker,
    IGuestImages images,
    IInstanceNetworks networks,
    Func<string, NetworkInfo, InstanceNetworkPlan> planNetwork,
    UndoLogs undoLogs,
    VirtOptions options,
    TimeProvider time,
    ILogger<DockerDriver> logger) : IVirtDriver, IDisposable
{
    private readonly InstanceFolders _folders = new(options.InstancesPath);

    // For operations that change something. What only looks (lists, console, statistics) fails at once while Docker is away.
    private readonly EnginePatience _patience = new(docker, options.RestartWait, time, logger);

    // Docker and the kernel serialise most of a start; more at once only makes all of them slow.
    private readonly SemaphoreSlim _starts = new(options.MaxConcurrentStarts);

    private readonly SemaphoreSlim _heldStarts = new(options.HeldStarts);

    private readonly SystemImages _systemImages = new(docker);

    private volatile HostCapabilities? _capabilities;

    private DockerEngineClient Engine => docker;

    private string Host => options.Host;

    public void Dispose()
    {
        _consoles?.Dispose();
        _starts.Dispose();
        _heldStarts.Dispose();
    }

    /// <summary>Turns "Docker is away" into nova's exception, at the border and nowhere else.</summary>
    private async Task<T> CallAsync<T>(Func<Task<T>> body)
    {
        try
        {
            return await body();
        }
        catch (DockerConnectionException e)
        {
            LogUnavailable(e, e.Message);
            throw new HypervisorUnavailable($"Connection to Docker is broken on host {options.Host}: {e.Message}");
        }
    }

    private async Task CallAsync(Func<Task> body) => await CallAsync(async () =>
    {
        await body();
        return true;
    });

    /// <summary>The container that acts for the instance, by label: names can be changed by anyone.</summary>
    private async Task<ContainerSummary?> FindAsync(string instanceUuid, CancellationToken cancellationToken)
        => (await ListAsync(instanceUuid, cancellationToken)).FirstOrDefault();

    /// <summary>The same, for an operation that waits for a Docker that restarts.</summary>
    private Task<List<ContainerSummary>> ListPatientlyAsync(string instanceUuid, CancellationToken cancellationToken)
        => _patience.CallAsync($"find the container of instance {instanceUuid}", token => ListAsync(instanceUuid, token), cancellationToken);

    private async Task<ContainerSummary> RequirePatientlyAsync(string instanceUuid, CancellationToken cancellationToken)
        => (await ListPatientlyAsync(instanceUuid, cancellationToken)).FirstOrDefault() ?? throw new InstanceNotFound(instanceUuid);

    private async Task<ContainerSummary> RequireAsync(string instanceUuid, CancellationToken cancellationToken)
        => await FindAsync(instanceUuid, cancellationToken) ?? throw new InstanceNotFound(instanceUuid);

    /// <summary>All containers of one instance or of all, that of a rescue before the server's own.</summary>
    private async Task<List<ContainerSummary>> ListAsync(string? instanceUuid, CancellationToken cancellationToken)
        => [.. (await docker.Containers.ListAsync(
            new ListContainersParameters { All = true, Filters = GuestLabels.Filter(options.Host, instanceUuid) }, cancellationToken)).OrderBy(IsServer)];

    /// <summary>One container per instance: the one that acts for it, which is that of a rescue where there is one.</summary>
    private async Task<IEnumerable<ContainerSummary>> ListActingAsync(CancellationToken cancellationToken)
        => (await ListAsync(null, cancellationToken)).DistinctBy(container => container.Labels[GuestLabels.InstanceUuid], StringComparer.Ordinal);

    private static bool IsServer(ContainerSummary container) => container.Labels.GetValueOrDefault(GuestLabels.Role, GuestLabels.ServerRole) == GuestLabels.ServerRole;

    private static bool IsSystem(ContainerSummary container) => container.Labels.GetValueOrDefault(GuestLabels.Init) == GuestLabels.Systemd;

    private async Task<HostCapabilities> GetCapabilitiesAsync(CancellationToken cancellationToken)
        => _capabilities ??= HostCapabilities.From(
            await _patience.CallAsync("read what Docker can do", docker.System.InfoAsync, cancellationToken), await File.ReadAllTextAsync("/proc/self/mountinfo", cancellationToken));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Docker is not available: {Reason}")]
    private partial void LogUnavailable(Exception exception, string reason);
}
