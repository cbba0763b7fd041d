using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>
/// Tells once per audit period what each instance of this host has used in it, and writes that into nova's task log. nova: _instance_usage_audit.
/// </summary>
/// <remarks>Notifications are sent behind the task's back, so what fails there is in our log and not among the task log's errors.</remarks>
sealed partial class UsageAudit(
    IConductor conductor, InstanceNotifications notifications, ComputeOptions options, TimeProvider time, ILogger<UsageAudit> logger)
{
    /// <summary>nova: the task_name, which `nova instance-usage-audit-log` looks for.</summary>
    private const string TaskName = "instance_usage_audit";

    private static readonly string[] ExpectedAttributes = ["system_metadata", "info_cache", "metadata", "flavor"];

    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var (begin, end) = options.Notifications.AuditPeriod.LastCompleted(time.GetUtcNow().UtcDateTime);
        if (await TaskLog.FindAsync(conductor, context, TaskName, begin, end, options.Host, cancellationToken) is not null)
            return;
        // Those that were deleted meanwhile too.
        var instances = await InstanceList.GetActiveByWindowAsync(conductor, context, begin, end, options.Host, ExpectedAttributes, cancellationToken);
        LogRunning(options.Host, begin, end, instances.Count);
        var started = time.GetTimestamp();
        var log = conductor.Profile.Create<TaskLog>();
        log.TaskName = TaskName;
        log.PeriodBeginning = begin;
        log.PeriodEnding = end;
        log.Host = options.Host;
        log.TaskItems = instances.Count;
        log.Message = "Instance usage audit started...";
        await log.BeginTaskAsync(conductor, context, cancellationToken);
        foreach (var instance in instances)
            notifications.Exists(context, instance, current: false);
        log.Errors = 0;
        log.Message = FormattableString.Invariant(
            $"Instance usage audit ran for host {options.Host}, {instances.Count} instances in {time.GetElapsedTime(started).TotalSeconds} seconds.");
        await log.EndTaskAsync(conductor, context, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Running instance usage audit for host {Host} from {Begin} to {End}. {Count} instances.")]
    private partial void LogRunning(string host, DateTime begin, DateTime end, int count);
}
