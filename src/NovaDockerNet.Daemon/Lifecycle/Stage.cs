namespace NovaDockerNet.Daemon.Lifecycle;

/// <summary>One step of starting and stopping the service.</summary>
/// <param name="Name">For the log, as a thing: "Docker and Open vSwitch".</param>
/// <param name="StartAsync">Raises what the operator must know.</param>
/// <param name="StopAsync">Undoes it; also called when the start failed half-way, or a later stage's did.</param>
/// <param name="StopLimit">How long stopping may take before the service goes on without it; null: ten seconds.</param>
internal sealed record Stage(
    string Name, Func<CancellationToken, Task> StartAsync, Func<CancellationToken, Task>? StopAsync = null, TimeSpan? StopLimit = null);
