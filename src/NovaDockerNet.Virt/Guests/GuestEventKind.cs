namespace NovaDockerNet.Virt.Guests;

/// <summary>nova: virt/event.py EVENT_LIFECYCLE_*.</summary>
public enum GuestEventKind
{
    Started,
    Stopped,
    Paused,
    Resumed,

    /// <summary>A process of the guest was killed for memory; the guest may run on.</summary>
    OutOfMemory,

    /// <summary>The container was removed, by us or behind our back.</summary>
    Removed,
}
