namespace NovaDockerNet.Netlink.Protocol;

/// <summary>NLMSGERR_ATTR_*, linux/netlink.h, behind an acknowledgement of a socket with NETLINK_EXT_ACK</summary>
internal enum AckAttribute : ushort
{
    Message = 1, // NLMSGERR_ATTR_MSG
    Offset = 2,  // NLMSGERR_ATTR_OFFS
}
