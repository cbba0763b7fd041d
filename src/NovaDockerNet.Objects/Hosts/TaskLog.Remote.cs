using System.Globalization;

namespace NovaDockerNet.Objects.Hosts;

public sealed partial class TaskLog
{
    /// <summary>Null while nobody has begun the task for this period.</summary>
    public static Task<TaskLog?> FindAsync(
        IConductor conductor, RequestContext context, string taskName, DateTimeOffset begin, DateTimeOffset end, string host, CancellationToken ct) =>
        conductor.FindAsync<TaskLog>(context, "get", [taskName, Time(begin), Time(end), host], [], ct);

    public Task BeginTaskAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "begin_task", ct);

    public Task EndTaskAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "end_task", ct);

    // nova: objects/base.py serialize_args, utils.py strtime.
    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
