using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Interop;

/// <summary>struct sockaddr_ll, linux/if_packet.h</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SockaddrLl
{
    internal ushort sll_family;
    internal ushort sll_protocol;
    internal int sll_ifindex;
    internal ushort sll_hatype;
    internal byte sll_pkttype;
    internal byte sll_halen;
    internal HardwareAddress sll_addr;

    [InlineArray(8)]
    internal struct HardwareAddress
    {
        private byte _first;
    }
}
