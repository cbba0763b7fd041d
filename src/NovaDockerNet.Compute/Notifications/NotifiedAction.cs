namespace NovaDockerNet.Compute.Notifications;

/// <summary>Something that is done to an instance, under both of its names. nova: rpc.py allowed_legacy_notification_event_types, NotificationAction.</summary>
/// <param name="Name">instance.NAME.start; null where there is no versioned notification.</param>
/// <param name="Legacy">compute.instance.LEGACY.start; null where there is no unversioned one.</param>
/// <param name="Payload">The class of the versioned payload.</param>
sealed record NotifiedAction(string? Name, string? Legacy, string Payload = "InstanceActionPayload")
{
    public static readonly NotifiedAction Create = new("create", "create", "InstanceCreatePayload") { TellsBlockDevices = true };
    public static readonly NotifiedAction Delete = Same("delete") with { TellsBlockDevices = true };
    public static readonly NotifiedAction Shutdown = Same("shutdown") with { TellsBlockDevices = true };
    public static readonly NotifiedAction PowerOn = Same("power_on");
    public static readonly NotifiedAction PowerOff = Same("power_off");
    public static readonly NotifiedAction Reboot = Same("reboot") with { TellsBlockDevices = true };
    public static readonly NotifiedAction Pause = Same("pause");
    public static readonly NotifiedAction Unpause = Same("unpause");
    public static readonly NotifiedAction Suspend = Same("suspend");
    public static readonly NotifiedAction Resume = Same("resume") with { TellsBlockDevices = true };
    public static readonly NotifiedAction SoftDelete = Same("soft_delete");
    public static readonly NotifiedAction Restore = Same("restore");
    public static readonly NotifiedAction TriggerCrashDump = Same("trigger_crash_dump");
    public static readonly NotifiedAction Rebuild = new("rebuild", "rebuild", "InstanceActionRebuildPayload") { TellsBlockDevices = true };
    public static readonly NotifiedAction Snapshot = new("snapshot", "snapshot", "InstanceActionSnapshotPayload");
    public static readonly NotifiedAction Shelve = Same("shelve") with { TellsBlockDevices = true };
    public static readonly NotifiedAction ShelveOffload = Same("shelve_offload") with { TellsBlockDevices = true };
    public static readonly NotifiedAction Unshelve = Same("unshelve") with { TellsBlockDevices = true };
    public static readonly NotifiedAction Rescue = new("rescue", "rescue", "InstanceActionRescuePayload");
    public static readonly NotifiedAction Unrescue = Same("unrescue");
    public static readonly NotifiedAction ResizePrep = new("resize_prep", "resize.prep", "InstanceActionResizePrepPayload");
    public static readonly NotifiedAction Resize = Same("resize") with { TellsBlockDevices = true };
    public static readonly NotifiedAction ResizeFinish = new("resize_finish", "finish_resize") { TellsBlockDevices = true };
    public static readonly NotifiedAction ResizeConfirm = new("resize_confirm", "resize.confirm");
    public static readonly NotifiedAction ResizeRevert = new("resize_revert", "resize.revert") { TellsBlockDevices = true };
    public static readonly NotifiedAction InterfaceAttach = new("interface_attach", null);
    public static readonly NotifiedAction InterfaceDetach = new("interface_detach", null);
    public static readonly NotifiedAction CreateIp = new(null, "create_ip");
    public static readonly NotifiedAction DeleteIp = new(null, "delete_ip");

    /// <summary>nova hands the block devices to the versioned notification, whatever bdms_in_notifications says.</summary>
    public bool TellsBlockDevices { get; init; }

    private static NotifiedAction Same(string name) => new(name, name);
}
