using NovaDockerNet.Netlink.Addressing;

namespace NovaDockerNet.Netlink;

public sealed partial class RouteSocket
{
    /// <summary>The ARP and neighbour discovery entries of one device.</summary>
    public async Task<IReadOnlyList<Neighbour>> ListNeighboursAsync(int interfaceIndex, CancellationToken cancellationToken)
    {
        var messages = await DumpAsync(NeighbourMessages.List, $"list neighbours of link {interfaceIndex}", cancellationToken);
        return [.. messages.Select(NeighbourMessages.Read).Where(entry => entry.InterfaceIndex == interfaceIndex)];
    }
}
