namespace NovaDockerNet.Virt.Guests;

/// <summary>Something happened to a guest. nova: virt/event.py LifecycleEvent.</summary>
/// <param name="ExitCode">Of a stopped guest, when known.</param>
public sealed record GuestLifecycleEvent(string InstanceUuid, GuestEventKind Kind, DateTimeOffset Timestamp, int? ExitCode = null);
