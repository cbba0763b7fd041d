using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>struct ndmsg, linux/neighbour.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NeighbourHeader
{
    internal byte ndm_family;
    internal byte ndm_pad1;
    internal ushort ndm_pad2;
    internal int ndm_ifindex;
    internal ushort ndm_state;
    internal byte ndm_flags;
    internal byte ndm_type;
}
