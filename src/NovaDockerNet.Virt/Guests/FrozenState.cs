namespace NovaDockerNet.Virt.Guests;

/// <summary>Why a guest's processes are frozen. Docker says "paused" for all of them; our record tells them apart.</summary>
public static class FrozenState
{
    public const string Suspended = "suspended";

    /// <summary>For the moment of a snapshot; nova still takes it for running.</summary>
    public const string Quiesced = "quiesced";
}
