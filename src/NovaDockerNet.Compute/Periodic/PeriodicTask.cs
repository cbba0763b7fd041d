using NovaDockerNet.Objects;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>A task by nova's name. nova: oslo_service/periodic_task.py.</summary>
/// <param name="Name">As in nova's manager.</param>
/// <param name="Interval">Zero is the default of a minute, negative never.</param>
/// <param name="RunImmediately">Run at the first tick, not one interval later.</param>
/// <param name="Run">One run, with an admin context of its own.</param>
public sealed record PeriodicTask(
    string Name, TimeSpan Interval, bool RunImmediately, Func<RequestContext, CancellationToken, Task> Run)
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(60);

    public bool IsEnabled => Interval >= TimeSpan.Zero;

    public TimeSpan Spacing => Interval == TimeSpan.Zero ? DefaultInterval : Interval;
}
