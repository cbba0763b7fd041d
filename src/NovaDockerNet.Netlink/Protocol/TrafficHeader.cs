using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>struct tcmsg, linux/rtnetlink.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TrafficHeader
{
    internal const uint TC_H_ROOT = 0xffffffff;

    internal byte tcm_family;
    internal byte tcm_pad1;
    internal ushort tcm_pad2;
    internal int tcm_ifindex;
    internal uint tcm_handle;
    internal uint tcm_parent;
    internal uint tcm_info;
}
