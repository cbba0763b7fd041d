namespace NovaDockerNet.Netlink.Protocol;

/// <summary>RTA_*, linux/rtnetlink.h</summary>
internal enum RouteAttribute : ushort
{
    Destination = 1,     // RTA_DST
    OutputInterface = 4, // RTA_OIF
    Gateway = 5,         // RTA_GATEWAY
    Priority = 6,        // RTA_PRIORITY
    Table = 15,          // RTA_TABLE
}
