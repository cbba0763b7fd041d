namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/compute/task_states.py. What is going on; null when nothing is. An open enumeration: values of other releases pass through.</summary>
public readonly record struct TaskState(string Value)
{
    public static TaskState Scheduling { get; } = new("scheduling");

    public static TaskState BlockDeviceMapping { get; } = new("block_device_mapping");

    public static TaskState Networking { get; } = new("networking");

    public static TaskState Spawning { get; } = new("spawning");

    public static TaskState ImageSnapshot { get; } = new("image_snapshot");

    public static TaskState ImageSnapshotPending { get; } = new("image_snapshot_pending");

    public static TaskState ImagePendingUpload { get; } = new("image_pending_upload");

    public static TaskState ImageUploading { get; } = new("image_uploading");

    public static TaskState ImageBackup { get; } = new("image_backup");

    public static TaskState UpdatingPassword { get; } = new("updating_password");

    public static TaskState ResizePrep { get; } = new("resize_prep");

    public static TaskState ResizeMigrating { get; } = new("resize_migrating");

    public static TaskState ResizeMigrated { get; } = new("resize_migrated");

    public static TaskState ResizeFinish { get; } = new("resize_finish");

    public static TaskState ResizeReverting { get; } = new("resize_reverting");

    public static TaskState ResizeConfirming { get; } = new("resize_confirming");

    public static TaskState Rebooting { get; } = new("rebooting");

    public static TaskState RebootPending { get; } = new("reboot_pending");

    public static TaskState RebootStarted { get; } = new("reboot_started");

    public static TaskState RebootingHard { get; } = new("rebooting_hard");

    public static TaskState RebootPendingHard { get; } = new("reboot_pending_hard");

    public static TaskState RebootStartedHard { get; } = new("reboot_started_hard");

    public static TaskState Pausing { get; } = new("pausing");

    public static TaskState Unpausing { get; } = new("unpausing");

    public static TaskState Suspending { get; } = new("suspending");

    public static TaskState Resuming { get; } = new("resuming");

    public static TaskState PoweringOff { get; } = new("powering-off");

    public static TaskState PoweringOn { get; } = new("powering-on");

    public static TaskState Rescuing { get; } = new("rescuing");

    public static TaskState Unrescuing { get; } = new("unrescuing");

    public static TaskState Rebuilding { get; } = new("rebuilding");

    public static TaskState RebuildBlockDeviceMapping { get; } = new("rebuild_block_device_mapping");

    public static TaskState RebuildSpawning { get; } = new("rebuild_spawning");

    public static TaskState Migrating { get; } = new("migrating");

    public static TaskState Deleting { get; } = new("deleting");

    public static TaskState SoftDeleting { get; } = new("soft-deleting");

    public static TaskState Restoring { get; } = new("restoring");

    public static TaskState Shelving { get; } = new("shelving");

    public static TaskState ShelvingImagePendingUpload { get; } = new("shelving_image_pending_upload");

    public static TaskState ShelvingImageUploading { get; } = new("shelving_image_uploading");

    public static TaskState ShelvingOffloading { get; } = new("shelving_offloading");

    public static TaskState Unshelving { get; } = new("unshelving");

    public override string ToString() => Value;
}
