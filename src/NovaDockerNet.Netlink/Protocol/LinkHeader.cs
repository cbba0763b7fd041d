using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>struct ifinfomsg, linux/rtnetlink.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkHeader
{
    internal const uint IFF_UP = 1;

    internal byte ifi_family;
    internal byte ifi_pad;
    internal ushort ifi_type;
    internal int ifi_index;
    internal uint ifi_flags;
    internal uint ifi_change;
}
