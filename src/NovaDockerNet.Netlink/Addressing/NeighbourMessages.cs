using System.Net;
using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Addressing;

/// <summary>RTM_GETNEIGH and its answers.</summary>
internal static class NeighbourMessages
{
    internal static NetlinkMessageWriter List()
    {
        var message = new NetlinkMessageWriter(MessageType.GetNeighbour, MessageFlags.Request | MessageFlags.Dump);
        message.WriteHeader(new NeighbourHeader());
        return message;
    }

    internal static Neighbour Read(NetlinkMessage message)
    {
        var header = message.Header<NeighbourHeader>();
        IPAddress? address = null;
        string? mac = null;
        var attributes = message.Attributes<NeighbourHeader>();
        while (attributes.Next())
        {
            switch ((NeighbourAttribute)attributes.Type)
            {
                case NeighbourAttribute.Destination:
                    address = attributes.Address();
                    break;
                case NeighbourAttribute.LinkLayerAddress:
                    mac = MacText.Format(attributes.Value);
                    break;
            }
        }

        return new Neighbour(header.ndm_ifindex, address ?? throw new NetlinkProtocolException("a neighbour without address"), mac, header.ndm_state);
    }
}
