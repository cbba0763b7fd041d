using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>
/// Everything nova may ask a compute for that containers here do not do. The exception classes are those nova-api turns into an HTTP refusal
/// (nova: api/openstack/compute); for casts the user finds the reason in the server's actions and faults.
/// </summary>
static class RefusedOperations
{
    private static readonly string[] Wrapped = ["wrap_exception"];
    private static readonly string[] Fault = ["wrap_exception", "wrap_instance_fault"];
    private static readonly string[] Event = ["wrap_exception", "wrap_instance_event", "wrap_instance_fault"];
    private static readonly string[] EventMigration = ["wrap_exception", "wrap_instance_event", "errors_out_migration", "wrap_instance_fault"];
    private static readonly string[] TaskMigration =
        ["wrap_exception", "reverts_task_state", "wrap_instance_event", "errors_out_migration", "wrap_instance_fault"];

    public static IReadOnlyList<RefusedOperation> All { get; } =
    [
        // Volumes. nova-api: volume_attachments.py answers 400 to InvalidVolume, before anything is attached.
        new("reserve_block_device_name", ["wrap_exception", "reverts_task_state", "wrap_instance_fault"],
            _ => new InvalidVolume("volumes are not supported for containers on this host")),
        new("attach_volume", Event, Unsupported("Attaching a volume"), (effects, o, ct) => effects.DestroyBlockDeviceAsync(o, ct)),
        new("detach_volume", Event, Unsupported("Detaching a volume")),
        new("swap_volume", Event, Unsupported("Swapping a volume")),
        new("volume_snapshot_create", Wrapped, NotImplemented),
        new("volume_snapshot_delete", Wrapped, NotImplemented),
        new("remove_volume_connection", Wrapped, NotImplemented),
        new("allow_share", Event, Unsupported("Attaching a share"), (effects, o, ct) => effects.ErrorOutShareAsync(o, ct)),
        new("deny_share", Event, Unsupported("Detaching a share"), (effects, o, ct) => effects.ErrorOutShareAsync(o, ct)),

        // Resize to another cell.
        new("prep_snapshot_based_resize_at_dest", Event, PreCheck),
        new("prep_snapshot_based_resize_at_source", TaskMigration, Unsupported("Cross-cell resize")),
        new("finish_snapshot_based_resize_at_dest", TaskMigration, Unsupported("Cross-cell resize")),
        new("confirm_snapshot_based_resize_at_source", EventMigration, Unsupported("Cross-cell resize")),
        new("revert_snapshot_based_resize_at_dest", TaskMigration, Unsupported("Cross-cell resize")),
        new("finish_revert_snapshot_based_resize_at_source", TaskMigration, Unsupported("Cross-cell resize")),

        // Live migration. The pre-check refuses; conductor then tries other hosts or clears task_state.
        new("check_can_live_migrate_destination", Event, PreCheck),
        new("check_can_live_migrate_source", Event, PreCheck),
        new("pre_live_migration", Event, PreCheck),
        new("live_migration", EventMigration, Unsupported("Live migration"), (effects, o, ct) => effects.UndoLiveMigrationAsync(o, ct)),
        new("live_migration_abort", Event, Unsupported("Aborting a live migration")),
        new("live_migration_force_complete", Event, Unsupported("Forcing a live migration")),
        new("post_live_migration_at_destination", Event, Unsupported("Live migration")),
        new("rollback_live_migration_at_destination", Event, Unsupported("Live migration")),
        new("drop_move_claim_at_destination", Fault, NotImplemented),

        // Consoles. nova-api: remote_consoles.py answers 400.
        new("get_vnc_console", Fault, ConsoleUnavailable),
        new("get_spice_console", Fault, ConsoleUnavailable),
        new("get_rdp_console", Fault, ConsoleUnavailable),
        new("get_mks_console", Fault, ConsoleUnavailable),

        // nova-api: 501.
        new("host_power_action", Wrapped, NotImplemented),
        new("host_maintenance_mode", Wrapped, NotImplemented),
    ];

    private static Func<Operation, Exception> Unsupported(string what) => _ => new NotSupported($"{what} is not supported for containers on this host.");

    // builtins.NotImplementedError on the wire.
    private static NotImplementedException NotImplemented(Operation operation) =>
        new($"{operation.Method} is not implemented for containers");

    private static MigrationPreCheckError PreCheck(Operation operation) => new("containers on this host cannot be migrated");

    private static ConsoleTypeUnavailable ConsoleUnavailable(Operation operation) =>
        new(operation.Arguments.OptionalText("console_type") ?? operation.Method);
}
