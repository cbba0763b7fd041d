namespace NovaDockerNet.Netlink.Protocol;

/// <summary>TCA_TBF_*, linux/pkt_sched.h, inside TCA_OPTIONS</summary>
internal enum TokenBucketAttribute : ushort
{
    Parameters = 1, // TCA_TBF_PARMS
    Rate64 = 4,     // TCA_TBF_RATE64
    PeakRate64 = 5, // TCA_TBF_PRATE64
    Burst = 6,      // TCA_TBF_BURST
    PeakBurst = 7,  // TCA_TBF_PBURST
}
