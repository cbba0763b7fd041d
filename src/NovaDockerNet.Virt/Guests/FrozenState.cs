namespace NovaDockerNet.Virt.Guests;

/// <summary>Why a guest's processes are frozen. Docker says "paused" for all of them; our record tells them apart.</summary>
public static class FrozenState
{
    public const string Suspended = "suspended";

    /// <summary>As nova-api asked for around a snapshot; nova still takes it for running.</summary>
    public const string Quiesced = "quiesced";

    /// <summary>While its layer is read for a snapshot; nova still takes it for running. Not longer than the service lives.</summary>
    public const string Snapshot = "snapshot";
}
