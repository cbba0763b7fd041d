using System.Text;
using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Links;

/// <summary>RTM_*LINK, both ways.</summary>
internal static class LinkMessages
{
    // IFNAMSIZ counts the closing zero.
    private const int MaximumNameLength = 15;

    internal static NetlinkMessageWriter List()
    {
        var message = new NetlinkMessageWriter(MessageType.GetLink, MessageFlags.Request | MessageFlags.Dump);
        message.WriteHeader(new LinkHeader());
        return message;
    }

    internal static NetlinkMessageWriter Get(string name)
    {
        var message = new NetlinkMessageWriter(MessageType.GetLink, MessageFlags.Request | MessageFlags.Ack);
        message.WriteHeader(new LinkHeader());
        message.Write(LinkAttribute.Name, Checked(name));
        return message;
    }

    // ip link add NAME mtu MTU type veth peer name PEER address MAC mtu MTU netns NS
    internal static NetlinkMessageWriter CreateVeth(VethPair pair, uint namespaceFd)
    {
        var message = new NetlinkMessageWriter(
            MessageType.NewLink,
            MessageFlags.Request | MessageFlags.Ack | MessageFlags.Create | MessageFlags.Exclusive);
        message.WriteHeader(new LinkHeader());
        message.Write(LinkAttribute.Name, Checked(pair.Name));
        message.Write(LinkAttribute.Mtu, (uint)pair.Mtu);
        using (message.Nest(LinkAttribute.LinkInfo))
        {
            message.Write(LinkInfoAttribute.Kind, "veth");
            using (message.Nest(LinkInfoAttribute.Data))
            using (message.Nest(VethAttribute.Peer))
            {
                // Not IFF_UP: the kernel brings this end up before it knows the other one and fails with ENOTCONN (drivers/net/veth.c veth_open).
                message.WriteHeader(new LinkHeader());
                message.Write(LinkAttribute.Name, Checked(pair.PeerName));
                message.Write(LinkAttribute.Address, MacText.Parse(pair.PeerMacAddress));
                message.Write(LinkAttribute.Mtu, (uint)pair.Mtu);
                message.Write(LinkAttribute.NamespaceFd, namespaceFd);
            }
        }

        return message;
    }

    internal static NetlinkMessageWriter Set(int index, LinkChange change)
    {
        var message = new NetlinkMessageWriter(MessageType.SetLink, MessageFlags.Request | MessageFlags.Ack);
        message.WriteHeader(new LinkHeader
        {
            ifi_index = index,
            ifi_flags = change.Up == true ? LinkHeader.IFF_UP : 0,
            ifi_change = change.Up is null ? 0 : LinkHeader.IFF_UP,
        });
        if (change.Name is not null) message.Write(LinkAttribute.Name, Checked(change.Name));
        if (change.MacAddress is not null) message.Write(LinkAttribute.Address, MacText.Parse(change.MacAddress));
        if (change.Mtu is { } mtu) message.Write(LinkAttribute.Mtu, (uint)mtu);
        return message;
    }

    internal static NetlinkMessageWriter Delete(int index)
    {
        var message = new NetlinkMessageWriter(MessageType.DeleteLink, MessageFlags.Request | MessageFlags.Ack);
        message.WriteHeader(new LinkHeader { ifi_index = index });
        return message;
    }

    internal static Link Read(NetlinkMessage message)
    {
        var header = message.Header<LinkHeader>();
        var link = new Link { Index = header.ifi_index, Name = "", Mtu = 0, IsUp = (header.ifi_flags & LinkHeader.IFF_UP) != 0 };
        var attributes = message.Attributes<LinkHeader>();
        while (attributes.Next())
        {
            link = (LinkAttribute)attributes.Type switch
            {
                LinkAttribute.Name => link with { Name = attributes.Text() },
                LinkAttribute.Address => link with { MacAddress = MacText.Format(attributes.Value) },
                LinkAttribute.Mtu => link with { Mtu = (int)attributes.UInt32() },
                LinkAttribute.Link => link with { PeerIndex = (int)attributes.UInt32() },
                LinkAttribute.LinkNamespaceId => link with { PeerNamespaceId = (int)attributes.UInt32() },
                LinkAttribute.LinkInfo => link with { Kind = Kind(attributes.Nested()) },
                _ => link,
            };
        }

        return link;
    }

    private static string? Kind(NetlinkAttributeReader info)
    {
        while (info.Next())
        {
            if (info.Type == (ushort)LinkInfoAttribute.Kind) return info.Text();
        }

        return null;
    }

    private static string Checked(string name)
        => name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= MaximumNameLength
            ? name
            : throw new LinuxException($"device name '{name}'", Errno.ERANGE, $"1 to {MaximumNameLength} bytes");
}
