using NovaDockerNet.FaultPoints;

namespace NovaDockerNet.Compute;

/// <summary>Where a test can let the service die while an operation runs. Between them lie those of the driver and of the network.</summary>
public static class ComputeFaultPoints
{
    private static readonly FaultPointList s_list = new();

    internal static readonly FaultPoint IntentTaken = s_list.Add("intent", "request taken, nothing recorded");
    internal static readonly FaultPoint IntentRecorded = s_list.Add("intent", "request recorded");
    internal static readonly FaultPoint IntentEnded = s_list.Add("intent", "operation ended");
    internal static readonly FaultPoint IntentRemoved = s_list.Add("intent", "record removed");

    internal static readonly FaultPoint BuildAccepted = s_list.Add("build", "vm_state building saved");
    internal static readonly FaultPoint BuildClaimed = s_list.Add("build", "resources claimed");
    internal static readonly FaultPoint BuildNetworking = s_list.Add("build", "task_state networking saved");
    internal static readonly FaultPoint BuildDevicesNamed = s_list.Add("build", "block devices named");
    internal static readonly FaultPoint BuildBlockDevices = s_list.Add("build", "task_state block_device_mapping saved");
    internal static readonly FaultPoint BuildSpawning = s_list.Add("build", "task_state spawning saved");
    internal static readonly FaultPoint BuildSpawned = s_list.Add("build", "guest spawned");
    internal static readonly FaultPoint BuildActive = s_list.Add("build", "vm_state active saved");
    internal static readonly FaultPoint BuildTold = s_list.Add("build", "schedulers told");

    internal static readonly FaultPoint AllocateCreated = s_list.Add("allocate", "port created");
    internal static readonly FaultPoint AllocateBound = s_list.Add("allocate", "port bound");
    internal static readonly FaultPoint AllocateRecorded = s_list.Add("allocate", "virtual interface recorded");
    internal static readonly FaultPoint AllocateCached = s_list.Add("allocate", "info cache saved");

    internal static readonly FaultPoint DeallocateDeleted = s_list.Add("deallocate", "ports deleted");
    internal static readonly FaultPoint DeallocateForgotten = s_list.Add("deallocate", "virtual interfaces deleted");
    internal static readonly FaultPoint DeallocateCached = s_list.Add("deallocate", "info cache emptied");

    internal static readonly FaultPoint TerminateBegun = s_list.Add("terminate", "begun");
    internal static readonly FaultPoint TerminateDestroyed = s_list.Add("terminate", "guest destroyed");
    internal static readonly FaultPoint TerminateDeallocated = s_list.Add("terminate", "network deallocated");
    internal static readonly FaultPoint TerminateDeleted = s_list.Add("terminate", "vm_state deleted saved");
    internal static readonly FaultPoint TerminateUsageUpdated = s_list.Add("terminate", "usage updated");
    internal static readonly FaultPoint TerminateAllocationDeleted = s_list.Add("terminate", "allocation deleted");
    internal static readonly FaultPoint TerminateTokensDeleted = s_list.Add("terminate", "console tokens deleted");
    internal static readonly FaultPoint TerminateTold = s_list.Add("terminate", "schedulers told");
    internal static readonly FaultPoint TerminateGone = s_list.Add("terminate", "row deleted");

    internal static readonly FaultPoint StopBegun = s_list.Add("stop", "begun");
    internal static readonly FaultPoint StopPoweredOff = s_list.Add("stop", "guest powered off");
    internal static readonly FaultPoint StopSaved = s_list.Add("stop", "vm_state stopped saved");

    internal static readonly FaultPoint StartBegun = s_list.Add("start", "begun");
    internal static readonly FaultPoint StartPoweredOn = s_list.Add("start", "guest powered on");
    internal static readonly FaultPoint StartSaved = s_list.Add("start", "vm_state active saved");

    internal static readonly FaultPoint RebootBegun = s_list.Add("reboot", "begun");
    internal static readonly FaultPoint RebootPending = s_list.Add("reboot", "task_state reboot_pending saved");
    internal static readonly FaultPoint RebootStarted = s_list.Add("reboot", "task_state reboot_started saved");
    internal static readonly FaultPoint RebootDone = s_list.Add("reboot", "guest rebooted");
    internal static readonly FaultPoint RebootSaved = s_list.Add("reboot", "vm_state active saved");

    internal static readonly FaultPoint PauseBegun = s_list.Add("pause", "begun");
    internal static readonly FaultPoint PauseDone = s_list.Add("pause", "guest paused");
    internal static readonly FaultPoint PauseSaved = s_list.Add("pause", "vm_state paused saved");

    internal static readonly FaultPoint UnpauseBegun = s_list.Add("unpause", "begun");
    internal static readonly FaultPoint UnpauseDone = s_list.Add("unpause", "guest unpaused");
    internal static readonly FaultPoint UnpauseSaved = s_list.Add("unpause", "vm_state active saved");

    internal static readonly FaultPoint SuspendBegun = s_list.Add("suspend", "begun");
    internal static readonly FaultPoint SuspendDone = s_list.Add("suspend", "guest suspended");
    internal static readonly FaultPoint SuspendSaved = s_list.Add("suspend", "vm_state suspended saved");

    internal static readonly FaultPoint ResumeBegun = s_list.Add("resume", "begun");
    internal static readonly FaultPoint ResumeDone = s_list.Add("resume", "guest resumed");
    internal static readonly FaultPoint ResumeSaved = s_list.Add("resume", "vm_state active saved");

    internal static readonly FaultPoint SoftDeleteBegun = s_list.Add("soft_delete", "begun");
    internal static readonly FaultPoint SoftDeletePoweredOff = s_list.Add("soft_delete", "guest powered off");
    internal static readonly FaultPoint SoftDeleteSaved = s_list.Add("soft_delete", "vm_state soft-delete saved");

    internal static readonly FaultPoint RestoreBegun = s_list.Add("restore", "begun");
    internal static readonly FaultPoint RestorePoweredOn = s_list.Add("restore", "guest powered on");
    internal static readonly FaultPoint RestoreSaved = s_list.Add("restore", "vm_state active saved");

    internal static readonly FaultPoint AttachBegun = s_list.Add("attach_interface", "begun");
    internal static readonly FaultPoint AttachAllocated = s_list.Add("attach_interface", "port allocated");
    internal static readonly FaultPoint AttachPlugged = s_list.Add("attach_interface", "interface plugged");

    internal static readonly FaultPoint DetachBegun = s_list.Add("detach_interface", "begun");
    internal static readonly FaultPoint DetachUnplugged = s_list.Add("detach_interface", "interface unplugged");
    internal static readonly FaultPoint DetachDeallocated = s_list.Add("detach_interface", "port deallocated");

    internal static readonly FaultPoint RescueBegun = s_list.Add("rescue", "begun");
    internal static readonly FaultPoint RescueImageReady = s_list.Add("rescue", "image ready");
    internal static readonly FaultPoint RescuePoweredOff = s_list.Add("rescue", "guest powered off");
    internal static readonly FaultPoint RescueDone = s_list.Add("rescue", "guest rescued");
    internal static readonly FaultPoint RescueSaved = s_list.Add("rescue", "vm_state rescued saved");

    internal static readonly FaultPoint UnrescueBegun = s_list.Add("unrescue", "begun");
    internal static readonly FaultPoint UnrescueDone = s_list.Add("unrescue", "guest unrescued");
    internal static readonly FaultPoint UnrescueSaved = s_list.Add("unrescue", "vm_state active saved");

    internal static readonly FaultPoint SnapshotBegun = s_list.Add("snapshot", "begun");
    internal static readonly FaultPoint SnapshotUploaded = s_list.Add("snapshot", "image uploaded");
    internal static readonly FaultPoint SnapshotSaved = s_list.Add("snapshot", "task_state cleared");

    internal static readonly FaultPoint RebuildImageReady = s_list.Add("rebuild", "image ready");
    internal static readonly FaultPoint RebuildRemoved = s_list.Add("rebuild", "guest removed");
    internal static readonly FaultPoint RebuildSpawning = s_list.Add("rebuild", "task_state rebuild_spawning saved");
    internal static readonly FaultPoint RebuildSpawned = s_list.Add("rebuild", "guest spawned");
    internal static readonly FaultPoint RebuildActive = s_list.Add("rebuild", "vm_state active saved");

    internal static readonly FaultPoint ShelveUploaded = s_list.Add("shelve", "image uploaded");
    internal static readonly FaultPoint ShelveSaved = s_list.Add("shelve", "vm_state shelved saved");

    internal static readonly FaultPoint OffloadDestroyed = s_list.Add("offload", "guest destroyed");
    internal static readonly FaultPoint OffloadAllocationDeleted = s_list.Add("offload", "allocation deleted");
    internal static readonly FaultPoint OffloadSaved = s_list.Add("offload", "vm_state shelved_offloaded saved");
    internal static readonly FaultPoint OffloadHostGone = s_list.Add("offload", "host and node given up");

    internal static readonly FaultPoint UnshelveClaimed = s_list.Add("unshelve", "resources claimed");
    internal static readonly FaultPoint UnshelveSpawned = s_list.Add("unshelve", "guest spawned");
    internal static readonly FaultPoint UnshelveActive = s_list.Add("unshelve", "vm_state active saved");
    internal static readonly FaultPoint UnshelveSnapshotDeleted = s_list.Add("unshelve", "snapshot deleted");

    internal static readonly FaultPoint PrepResizeBegun = s_list.Add("prep_resize", "begun");
    internal static readonly FaultPoint PrepResizeStashed = s_list.Add("prep_resize", "new flavor saved");
    internal static readonly FaultPoint PrepResizeClaimed = s_list.Add("prep_resize", "resources claimed");
    internal static readonly FaultPoint PrepResizeCast = s_list.Add("prep_resize", "next leg asked for");

    internal static readonly FaultPoint ResizeMigrating = s_list.Add("resize_instance", "task_state resize_migrating saved");
    internal static readonly FaultPoint ResizeLimitsChanged = s_list.Add("resize_instance", "guest resized");
    internal static readonly FaultPoint ResizeMigrated = s_list.Add("resize_instance", "task_state resize_migrated saved");
    internal static readonly FaultPoint ResizeCast = s_list.Add("resize_instance", "next leg asked for");

    internal static readonly FaultPoint FinishResizeBegun = s_list.Add("finish_resize", "begun");
    internal static readonly FaultPoint FinishResizeSaved = s_list.Add("finish_resize", "task_state resize_finish saved");
    internal static readonly FaultPoint FinishResizeFinished = s_list.Add("finish_resize", "migration finished");
    internal static readonly FaultPoint FinishResizeResized = s_list.Add("finish_resize", "vm_state resized saved");

    internal static readonly FaultPoint ConfirmResizeBegun = s_list.Add("confirm_resize", "begun");
    internal static readonly FaultPoint ConfirmResizeDropped = s_list.Add("confirm_resize", "claim dropped");
    internal static readonly FaultPoint ConfirmResizeSaved = s_list.Add("confirm_resize", "vm_state saved");
    internal static readonly FaultPoint ConfirmResizeAllocation = s_list.Add("confirm_resize", "allocation deleted");

    internal static readonly FaultPoint RevertResizeBegun = s_list.Add("revert_resize", "begun");
    internal static readonly FaultPoint RevertResizeDropped = s_list.Add("revert_resize", "claim dropped");
    internal static readonly FaultPoint RevertResizeCast = s_list.Add("revert_resize", "next leg asked for");

    internal static readonly FaultPoint FinishRevertBegun = s_list.Add("finish_revert_resize", "begun");
    internal static readonly FaultPoint FinishRevertFlavor = s_list.Add("finish_revert_resize", "old flavor saved");
    internal static readonly FaultPoint FinishRevertAllocation = s_list.Add("finish_revert_resize", "allocation moved back");
    internal static readonly FaultPoint FinishRevertLimits = s_list.Add("finish_revert_resize", "guest resized");
    internal static readonly FaultPoint FinishRevertSaved = s_list.Add("finish_revert_resize", "vm_state saved");

    public static IReadOnlyList<FaultPoint> All => s_list.Points;
}
