using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>struct ifaddrmsg, linux/if_addr.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AddressHeader
{
    internal const byte IFA_F_NODAD = 0x02;

    internal byte ifa_family;
    internal byte ifa_prefixlen;
    internal byte ifa_flags;
    internal byte ifa_scope;
    internal uint ifa_index;
}
