namespace NovaDockerNet.Netlink.Protocol;

/// <summary>IFLA_*, linux/if_link.h</summary>
internal enum LinkAttribute : ushort
{
    Address = 1,        // IFLA_ADDRESS
    Name = 3,           // IFLA_IFNAME
    Mtu = 4,            // IFLA_MTU
    Link = 5,           // IFLA_LINK: of a veth, the index of the peer, in the namespace of LinkNamespaceId
    OperState = 16,     // IFLA_OPERSTATE
    LinkInfo = 18,      // IFLA_LINKINFO
    NamespaceFd = 28,   // IFLA_NET_NS_FD
    LinkNamespaceId = 37, // IFLA_LINK_NETNSID
}
