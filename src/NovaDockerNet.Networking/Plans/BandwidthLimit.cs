namespace NovaDockerNet.Networking.Plans;

/// <summary>A limit on one direction of each NIC of an instance.</summary>
/// <param name="Average">Bytes per second in the long run.</param>
/// <param name="Peak">Bytes per second in a burst; null for as fast as it goes.</param>
/// <param name="Burst">Bytes of a burst; null for a default.</param>
public sealed record BandwidthLimit(long Average, long? Peak, long? Burst);
