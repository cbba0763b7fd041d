namespace NovaDockerNet.Netlink.Protocol;

/// <summary>TCA_*, linux/rtnetlink.h</summary>
internal enum TrafficAttribute : ushort
{
    Kind = 1,    // TCA_KIND
    Options = 2, // TCA_OPTIONS
}
