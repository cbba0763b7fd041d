using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Compute.Workflows.Resize;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Startup;

/// <summary>
/// Resizes that were under way when the service ended: the first two legs are taken back, the others finished. Only those that had begun: a leg
/// whose message waits in the queue is run by it. nova takes back the second and leaves the rest to an administrator.
/// </summary>
sealed partial class InterruptedResizes(
    WorkflowServices services, Lazy<ComputeEndpoint> endpoint, ResizeWorkflow resize, ResizeEnd end, ILogger<InterruptedResizes> logger)
{
    private static readonly string[] s_legs =
        ["prep_resize", "resize_instance", "finish_resize", "confirm_resize", "revert_resize", "finish_revert_resize"];

    /// <summary>Before _init_instance looks at the task_state.</summary>
    public async Task RecoverAsync(RequestContext context, IReadOnlyList<RecordedIntent> intents, Instance instance, CancellationToken cancellationToken)
    {
        var legs = intents.Where(i => i.Intent.InstanceUuid == instance.Uuid).Select(i => i.Intent.Operation).Where(s_legs.Contains).ToList();
        if (legs.Count == 0)
            return;
        using var scope = OperationScope.Begin(logger, context, instance.Uuid);
        try
        {
            await instance.LoadAsync(services.Conductor, context, Instance.Fields.MigrationContext, cancellationToken);
            if (await MigrationOfAsync(context, instance, cancellationToken) is { } migration)
                await RecoverAsync(context, instance, migration, legs, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogNotRecovered(e);
        }
    }

    private Task RecoverAsync(
        RequestContext context, Instance instance, Migration migration, IReadOnlyCollection<string> legs, CancellationToken cancellationToken)
    {
        var (task, status) = (instance.TaskState, migration.Status);
        if (task == TaskState.ResizePrep || task == TaskState.ResizeMigrating)
            return resize.RollBackAsync(context, instance, migration, cancellationToken);
        if (task == TaskState.ResizeMigrated || task == TaskState.ResizeFinish)
        {
            // "finished" says that only the last save is missing; the leg does it again.
            if (status == "finished")
                migration.Status = "post-migrating";
            return AgainAsync("finish_resize", new JObject { ["image"] = null, ["disk_info"] = null, ["request_spec"] = null });
        }
        if (task == TaskState.ResizeReverting)
            return AgainAsync(status == "reverted" ? "finish_revert_resize" : "revert_resize", new JObject { ["request_spec"] = null });
        if (instance.VmState == VmState.Resized && status is "confirming" or "confirmed")
        {
            migration.Status = "confirming";
            return AgainAsync("confirm_resize", []);
        }
        // The server is told as confirmed, and the old size is still allocated to the migration.
        if (status == "confirmed" && legs.Contains("confirm_resize"))
            return end.FinishConfirmedAsync(context, instance, migration, cancellationToken);
        return Task.CompletedTask;

        async Task AgainAsync(string method, JObject args)
        {
            LogAgain(method, migration.Id);
            if (migration.Status != status)
                await migration.SaveAsync(services.Conductor, context, cancellationToken);
            args["instance"] = instance.ToPrimitive();
            args["migration"] = migration.ToPrimitive();
            await endpoint.Value.RunAsync(context, method, args, cancellationToken);
            await instance.RefreshAsync(services.Conductor, context, cancellationToken);
        }
    }

    // By its context; before the claim has saved that, the newest of the instance that is under way.
    private async Task<Migration?> MigrationOfAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        var filters = new JObject { ["instance_uuid"] = instance.Uuid };
        var all = await MigrationList.GetByFiltersAsync(services.Conductor, context, filters, cancellationToken);
        return instance.MigrationContext is { } known
            ? all.FirstOrDefault(m => m.Id == known.MigrationId)
            : all.Where(m => m.Status is "accepted" or "pre-migrating" or "migrating" or "confirming" or "confirmed" or "reverting" or "reverted")
                .MaxBy(m => m.Id);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The service ended during a resize; running {Method} of migration {Id} again")]
    private partial void LogAgain(string method, long id);

    [LoggerMessage(Level = LogLevel.Error, Message = "An interrupted resize could not be brought to an end")]
    private partial void LogNotRecovered(Exception exception);
}
