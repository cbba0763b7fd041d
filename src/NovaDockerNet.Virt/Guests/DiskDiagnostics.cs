namespace NovaDockerNet.Virt.Guests;

/// <summary>What a guest's processes read from and wrote to block devices; the kernel counts it where the blkio or io controller is on.</summary>
public sealed record DiskDiagnostics(long ReadBytes, long ReadRequests, long WriteBytes, long WriteRequests);
