namespace NovaDockerNet.Netlink.Protocol;

/// <summary>IFLA_INFO_*, linux/if_link.h, inside IFLA_LINKINFO</summary>
internal enum LinkInfoAttribute : ushort
{
    Kind = 1, // IFLA_INFO_KIND
    Data = 2, // IFLA_INFO_DATA
}
