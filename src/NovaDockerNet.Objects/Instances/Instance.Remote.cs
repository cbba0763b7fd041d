using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

public sealed partial class Instance
{
    /// <summary>Deleted rows are found only with read_deleted yes in the context.</summary>
    public static Task<Instance> GetByUuidAsync(
        IConductor conductor, RequestContext context, string uuid, IReadOnlyCollection<string>? expectedAttrs, CancellationToken ct) =>
        conductor.GetAsync<Instance>(context, "get_by_uuid", [uuid], new JObject { ["expected_attrs"] = ConductorCalls.Attributes(expectedAttrs) }, ct);

    public Task SaveAsync(IConductor conductor, RequestContext context, CancellationToken ct) =>
        SaveAsync(conductor, context, null, null, false, ct);

    /// <summary>
    /// Saves if the row's task_state is one of those given (null among them means: no task). Otherwise the conductor answers
    /// UnexpectedTaskStateError, or UnexpectedDeletingTaskStateError for a server being deleted, and the operation must stop.
    /// </summary>
    public Task SaveAsync(IConductor conductor, RequestContext context, IReadOnlyCollection<TaskState?>? expectedTaskState, CancellationToken ct) =>
        SaveAsync(conductor, context, expectedTaskState, null, false, ct);

    /// <summary>
    /// The whole save. metadata and system_metadata replace what is stored, so set complete dictionaries. When only fields kept
    /// outside the row changed (info_cache, flavor, numa_topology, ...) nothing is compared (nova/objects/instance.py save).
    /// </summary>
    public Task SaveAsync(
        IConductor conductor,
        RequestContext context,
        IReadOnlyCollection<TaskState?>? expectedTaskState,
        IReadOnlyCollection<VmState>? expectedVmState,
        bool adminStateReset,
        CancellationToken ct)
    {
        var kwargs = new JObject();
        if (expectedVmState is not null)
            kwargs["expected_vm_state"] = new JArray(expectedVmState.Select(s => new JValue(s.Value)));
        if (expectedTaskState is not null)
            kwargs["expected_task_state"] = new JArray(expectedTaskState.Select(s => s is { } state ? new JValue(state.Value) : JValue.CreateNull()));
        if (adminStateReset)
            kwargs["admin_state_reset"] = true;
        return conductor.ObjectActionAsync(context, this, "save", [], kwargs, ct);
    }

    /// <summary>Marks the row deleted; the last thing a deletion does.</summary>
    public Task DestroyAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "destroy", ct);

    /// <summary>Reads the row again into the fields that are set.</summary>
    public Task RefreshAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "refresh", ct);

    public Task DropMigrationContextAsync(IConductor conductor, RequestContext context, CancellationToken ct) =>
        conductor.ActAsync(context, this, "drop_migration_context", ct);

    /// <summary>Loads an unset field; a field that is set stays as it is (nova: obj_load_attr).</summary>
    public async Task LoadAsync(IConductor conductor, RequestContext context, Field field, CancellationToken ct)
    {
        if (IsSet(field))
            return;

        // The three flavors are one thing to ask for, under the name of the first.
        Field[] together = field == Fields.Flavor || field == Fields.OldFlavor || field == Fields.NewFlavor
            ? [Fields.Flavor, Fields.OldFlavor, Fields.NewFlavor]
            : [field];
        // nova loads with read_deleted yes: the server may be going away while we look.
        var loaded = await GetByUuidAsync(conductor, context.WithReadDeleted("yes"), Uuid, [together[0].Name], ct);
        foreach (var each in together)
        {
            if (loaded.IsSet(each) && !IsSet(each))
                CopyField(loaded, each);
        }

        if (!IsSet(field))
            throw new FieldNotSetException(ObjectName, ObjectVersion, field.Name);
    }
}
