using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Traces;

namespace NovaDockerNet.Compute.Reconcile;

/// <summary>
/// Brings this host to what Nova says: removes what belongs to no server of this host. At start and every [docker] reconcile_interval.
/// </summary>
/// <remarks>
/// 1 what is on the host beside what Nova knows   2 Neutron's ports here whose servers are deleted. What is found is looked at once more with the
/// instance locked, right before it is removed: between the two looks it may have become a server. An instance with an operation or an intent here
/// is left alone, and so is one that Nova has a task for.
/// </remarks>
sealed partial class Reconciler(
    WorkflowServices services, Leftovers leftovers, IHostTraces host, LeftoverPorts ports, ILogger<Reconciler> logger)
{
    public const string MeterName = "NovaDockerNet.Compute.Reconcile";

    private static readonly Meter s_meter = new(MeterName);

    private static readonly Counter<long> s_findings = s_meter.CreateCounter<long>(
        "nova.reconcile.findings", description: "What was found on the host and should not be there; nova.reconcile.result: removed, kept, busy, failed.");

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>(
        "nova.reconcile.duration", unit: "s", description: "Duration of one reconcile.");

    /// <param name="removeDeleted">False leaves containers of deleted instances to [DEFAULT] running_deleted_instance_action.</param>
    public async Task RunAsync(RequestContext context, bool removeDeleted, CancellationToken cancellationToken)
    {
        var started = services.Time.GetTimestamp();
        var found = await leftovers.FindAsync(services.Conductor, context, services.Options.Host, cancellationToken);
        foreach (var leftover in found)
            await GuardAsync(context, leftover.ToString(), leftover.InstanceUuid, () => SettleAsync(context, leftover, removeDeleted, cancellationToken), cancellationToken);
        var lostPorts = await ports.FindAsync(context, cancellationToken);
        foreach (var row in lostPorts)
            await GuardAsync(context, $"ports of deleted instance {row.Uuid}", row.Uuid, () => RemovePortsAsync(context, row, cancellationToken), cancellationToken);
        var seconds = services.Time.GetElapsedTime(started).TotalSeconds;
        s_duration.Record(seconds);
        LogDone(found.Count + lostPorts.Count, seconds);
    }

    /// <summary>One finding that cannot be settled does not keep the others.</summary>
    private async Task GuardAsync(
        RequestContext context, string what, string? instanceUuid, Func<Task<string>> settle, CancellationToken cancellationToken)
    {
        using var scope = OperationScope.Begin(logger, context, instanceUuid);
        string result;
        try
        {
            result = await settle();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, what);
            result = "failed";
        }
        s_findings.Add(1, new KeyValuePair<string, object?>("nova.reconcile.result", result));
    }

    private async Task<string> SettleAsync(RequestContext context, Leftover leftover, bool removeDeleted, CancellationToken cancellationToken)
    {
        if (!leftover.IsCertain)
        {
            LogKept(leftover.ToString());
            return "kept";
        }
        if (leftover.InstanceUuid is not { } uuid)
        {
            foreach (var trace in leftover.Traces)
                await host.RemoveFileAsync(trace, cancellationToken);
            LogRemoved(leftover.ToString());
            return "removed";
        }
        if (services.Intents.Exists(uuid))
            return "busy";
        // Without an intent whoever holds the lock is a periodic task, and soon done.
        using var held = await services.Locks.AcquireAsync(uuid, cancellationToken);
        // A build writes its intent before it waits for the lock.
        if (services.Intents.Exists(uuid))
            return "busy";
        return leftover.Traces is [{ Kind: HostTraceKind.ContainerBinding } binding]
            ? await RemoveBindingAsync(leftover, binding, cancellationToken)
            : await RemoveInstanceAsync(context, uuid, removeDeleted, cancellationToken);
    }

    private async Task<string> RemoveBindingAsync(Leftover leftover, HostTrace binding, CancellationToken cancellationToken)
    {
        var now = await host.ListAsync(leftover.InstanceUuid!, cancellationToken);
        if (now.Any(trace => trace.Kind == HostTraceKind.Container && trace.Name == binding.Name))
            return "busy";
        await host.RemoveFileAsync(binding, cancellationToken);
        LogRemoved(leftover.ToString());
        return "removed";
    }

    private async Task<string> RemoveInstanceAsync(RequestContext context, string uuid, bool removeDeleted, CancellationToken cancellationToken)
    {
        if (await leftovers.FindAsync(services.Conductor, context, services.Options.Host, uuid, cancellationToken) is not { IsCertain: true } now)
            return "busy";
        if (!removeDeleted && now.IsDeleted && now.Traces.Any(trace => trace.Kind == HostTraceKind.Container))
        {
            LogKept(now.ToString());
            return "kept";
        }
        await services.Driver.DestroyAsync(uuid, null, destroyDisks: true, cancellationToken);
        LogRemoved(now.ToString());
        return "removed";
    }

    private async Task<string> RemovePortsAsync(RequestContext context, Instance row, CancellationToken cancellationToken)
    {
        if (services.Intents.Exists(row.Uuid))
            return "busy";
        using var held = await services.Locks.AcquireAsync(row.Uuid, cancellationToken);
        await ports.RemoveAsync(context, row, cancellationToken);
        LogPortsRemoved();
        return "removed";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reconcile: removed {Leftover}")]
    private partial void LogRemoved(string leftover);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reconcile: left alone, look at it: {Leftover}")]
    private partial void LogKept(string leftover);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reconcile: removed the Neutron ports of the deleted instance")]
    private partial void LogPortsRemoved();

    [LoggerMessage(Level = LogLevel.Error, Message = "Reconcile: {What} could not be removed; the next one tries again")]
    private partial void LogFailed(Exception exception, string what);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Reconcile: {Count} findings in {Seconds:0.00} s")]
    private partial void LogDone(int count, double seconds);
}
