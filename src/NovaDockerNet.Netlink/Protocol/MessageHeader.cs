using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>struct nlmsghdr, linux/netlink.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageHeader
{
    internal const int Size = 16;

    internal uint nlmsg_len;
    internal MessageType nlmsg_type;
    internal MessageFlags nlmsg_flags;
    internal uint nlmsg_seq;
    internal uint nlmsg_pid;
}
