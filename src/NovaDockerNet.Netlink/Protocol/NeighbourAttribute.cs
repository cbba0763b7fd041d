namespace NovaDockerNet.Netlink.Protocol;

/// <summary>NDA_*, linux/neighbour.h</summary>
internal enum NeighbourAttribute : ushort
{
    Destination = 1,      // NDA_DST
    LinkLayerAddress = 2, // NDA_LLADDR
}
