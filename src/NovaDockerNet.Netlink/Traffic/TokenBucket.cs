namespace NovaDockerNet.Netlink.Traffic;

/// <summary>A token bucket filter, tc-tbf(8).</summary>
/// <param name="Rate">Bytes per second in the long run.</param>
/// <param name="Burst">Bytes that may go at once, or at the peak's rate; no packet may be longer.</param>
/// <param name="Limit">Bytes that wait; what comes on top is dropped.</param>
public sealed record TokenBucket(ulong Rate, uint Burst, uint Limit)
{
    /// <summary>Bytes per second in a burst, more than <see cref="Rate"/>; null for as fast as the device is.</summary>
    public ulong? Peak { get; init; }

    /// <summary>Bytes that may go at once where there is a peak; no packet may be longer.</summary>
    public uint PeakBurst { get; init; }
}
