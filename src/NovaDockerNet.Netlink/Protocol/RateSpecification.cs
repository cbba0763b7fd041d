using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>struct tc_ratespec, linux/pkt_sched.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RateSpecification
{
    // Of any other link layer the kernel wants a table of transmission times along.
    internal const byte TC_LINKLAYER_ETHERNET = 1;

    internal byte cell_log;
    internal byte linklayer;
    internal ushort overhead;
    internal short cell_align;
    internal ushort mpu;
    internal uint rate;
}
