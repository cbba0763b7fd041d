using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Resources;

/// <summary>Which states hold resources of a host.</summary>
static class InstanceResources
{
    /// <summary>nova: compute/vm_states.py allow_resource_removal.</summary>
    public static bool AreFree(Instance instance) =>
        instance.VmState == VmState.Deleted ||
        (instance.VmState == VmState.ShelvedOffloaded && instance.TaskState != TaskState.Spawning);

    /// <summary>nova: compute/resource_tracker.py _instance_in_resize_state.</summary>
    public static bool AreInResize(Instance instance) =>
        instance.VmState == VmState.Resized ||
        ((instance.VmState == VmState.Active || instance.VmState == VmState.Stopped) &&
         instance.TaskState is { } task && (IsResizing(task) || IsRebuilding(task)));

    /// <summary>nova: compute/resource_tracker.py _instance_is_live_migrating.</summary>
    public static bool AreLiveMigrating(Instance instance) =>
        instance.TaskState == TaskState.Migrating && (instance.VmState == VmState.Active || instance.VmState == VmState.Paused);

    private static bool IsResizing(TaskState task) =>
        task == TaskState.ResizePrep || task == TaskState.ResizeMigrating || task == TaskState.ResizeMigrated || task == TaskState.ResizeFinish;

    private static bool IsRebuilding(TaskState task) =>
        task == TaskState.Rebuilding || task == TaskState.RebuildBlockDeviceMapping || task == TaskState.RebuildSpawning;
}
