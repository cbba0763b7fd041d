using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Compute.Intents;

/// <summary>An intent on disk; removed after the operation's last save.</summary>
sealed class RecordedIntent(Intent intent, string path)
{
    public Intent Intent => intent;

    /// <summary>Idempotent.</summary>
    public void Remove()
    {
        ComputeFaultPoints.IntentEnded.Reached(intent.InstanceUuid);
        AtomicFile.Delete(path);
        ComputeFaultPoints.IntentRemoved.Reached(intent.InstanceUuid);
    }
}
