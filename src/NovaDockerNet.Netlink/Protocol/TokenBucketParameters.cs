using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>struct tc_tbf_qopt, linux/pkt_sched.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TokenBucketParameters
{
    internal RateSpecification rate;
    internal RateSpecification peakrate;
    internal uint limit;
    internal uint buffer;
    internal uint mtu;
}
