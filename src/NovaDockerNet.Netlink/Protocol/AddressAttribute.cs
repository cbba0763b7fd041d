namespace NovaDockerNet.Netlink.Protocol;

/// <summary>IFA_*, linux/if_addr.h</summary>
internal enum AddressAttribute : ushort
{
    Address = 1,   // IFA_ADDRESS
    Local = 2,     // IFA_LOCAL
    Broadcast = 4, // IFA_BROADCAST
    Flags = 8,     // IFA_FLAGS
}
