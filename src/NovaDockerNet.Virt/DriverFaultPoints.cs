using NovaDockerNet.FaultPoints;

namespace NovaDockerNet.Virt;

/// <summary>Where a test can let the service die while the driver works. Between them lie those of the network (plug, unplug).</summary>
public static class DriverFaultPoints
{
    private static readonly FaultPointList s_list = new();

    internal static readonly FaultPoint SpawnRecorded = s_list.Add("spawn", "record written");
    internal static readonly FaultPoint SpawnImageReady = s_list.Add("spawn", "image ready");
    internal static readonly FaultPoint SpawnCreated = s_list.Add("spawn", "container created");
    internal static readonly FaultPoint SpawnFilesWritten = s_list.Add("spawn", "files in place");
    internal static readonly FaultPoint SpawnNetworkRecorded = s_list.Add("spawn", "network recorded");
    internal static readonly FaultPoint SpawnPlugged = s_list.Add("spawn", "network plugged");
    internal static readonly FaultPoint SpawnRecordComplete = s_list.Add("spawn", "record complete");
    internal static readonly FaultPoint SpawnWired = s_list.Add("spawn", "network-vif-plugged received");
    internal static readonly FaultPoint SpawnConfirmed = s_list.Add("spawn", "process lives");
    internal static readonly FaultPoint SpawnAnnounced = s_list.Add("spawn", "addresses announced");

    internal static readonly FaultPoint RunBound = s_list.Add("run", "container bound to its namespace");
    internal static readonly FaultPoint RunStarted = s_list.Add("run", "container started");

    internal static readonly FaultPoint PowerOffStopped = s_list.Add("power_off", "container stopped");

    internal static readonly FaultPoint PowerOnPlugged = s_list.Add("power_on", "network in place");
    internal static readonly FaultPoint PowerOnRecorded = s_list.Add("power_on", "network recorded");
    internal static readonly FaultPoint PowerOnAnnounced = s_list.Add("power_on", "addresses announced");

    internal static readonly FaultPoint ResizeUpdated = s_list.Add("resize", "limits changed");

    internal static readonly FaultPoint DestroyRemoved = s_list.Add("destroy", "container removed");
    internal static readonly FaultPoint DestroyUnbound = s_list.Add("destroy", "container unbound");
    internal static readonly FaultPoint DestroyUnplugged = s_list.Add("destroy", "network removed");
    internal static readonly FaultPoint DestroyForgotten = s_list.Add("destroy", "instance folder removed");

    internal static readonly FaultPoint RescueCreated = s_list.Add("rescue_guest", "rescue container created");
    internal static readonly FaultPoint RescuePasswordSet = s_list.Add("rescue_guest", "password set");

    internal static readonly FaultPoint UnrescueRemoved = s_list.Add("unrescue_guest", "rescue container removed");

    internal static readonly FaultPoint SnapshotFrozen = s_list.Add("commit", "guest frozen");
    internal static readonly FaultPoint SnapshotCommitted = s_list.Add("commit", "layer there");
    internal static readonly FaultPoint SnapshotUploaded = s_list.Add("commit", "image uploaded");

    public static IReadOnlyList<FaultPoint> All => s_list.Points;
}
