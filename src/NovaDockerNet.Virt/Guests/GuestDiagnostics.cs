namespace NovaDockerNet.Virt.Guests;

/// <summary>What a running guest has used since it was started. nova: objects/diagnostics.py.</summary>
/// <param name="CpuTime">Nanoseconds, of all its processors together: a container has none of its own to tell apart.</param>
/// <param name="MemoryLimit">Bytes.</param>
/// <param name="MemoryUsed">Bytes, page cache included, as the control group counts it.</param>
public sealed record GuestDiagnostics(
    long CpuTime, long MemoryLimit, long MemoryUsed, IReadOnlyList<NicDiagnostics> Nics, DiskDiagnostics? Disk);
