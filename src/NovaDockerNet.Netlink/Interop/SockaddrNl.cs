using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Interop;

/// <summary>struct sockaddr_nl, linux/netlink.h. A zero nl_pid lets the kernel choose the port id.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SockaddrNl
{
    internal ushort nl_family;
    internal ushort nl_pad;
    internal uint nl_pid;
    internal uint nl_groups;
}
