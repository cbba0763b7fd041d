using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>struct rtmsg, linux/rtnetlink.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RouteHeader
{
    internal const byte RT_TABLE_MAIN = 254;
    internal const byte RTPROT_STATIC = 4;
    internal const byte RT_SCOPE_UNIVERSE = 0;
    internal const byte RT_SCOPE_LINK = 253;
    internal const byte RTN_UNICAST = 1;
    internal const uint RTNH_F_ONLINK = 4;

    internal byte rtm_family;
    internal byte rtm_dst_len;
    internal byte rtm_src_len;
    internal byte rtm_tos;
    internal byte rtm_table;
    internal byte rtm_protocol;
    internal byte rtm_scope;
    internal byte rtm_type;
    internal uint rtm_flags;
}
