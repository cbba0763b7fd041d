namespace NovaDockerNet.Netlink.Protocol;

/// <summary>VETH_INFO_*, linux/veth.h, inside IFLA_INFO_DATA of kind "veth"</summary>
internal enum VethAttribute : ushort
{
    Peer = 1, // VETH_INFO_PEER: an ifinfomsg and link attributes of its own
}
