using System.Net;
using System.Net.Sockets;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Addressing;

/// <summary>RTM_*ROUTE, both ways.</summary>
internal static class RouteMessages
{
    internal static NetlinkMessageWriter List(AddressFamily family, int interfaceIndex)
    {
        var message = new NetlinkMessageWriter(MessageType.GetRoute, MessageFlags.Request | MessageFlags.Dump);
        message.WriteHeader(new RouteHeader { rtm_family = Family(family), rtm_table = RouteHeader.RT_TABLE_MAIN });
        message.Write(RouteAttribute.Table, RouteHeader.RT_TABLE_MAIN);
        message.Write(RouteAttribute.OutputInterface, (uint)interfaceIndex);
        return message;
    }

    // ip route replace DESTINATION via GATEWAY dev INDEX proto static [onlink]
    internal static NetlinkMessageWriter Replace(int interfaceIndex, NetworkRoute route)
        => Change(MessageType.NewRoute, MessageFlags.Create | MessageFlags.Replace, interfaceIndex, route);

    internal static NetlinkMessageWriter Remove(int interfaceIndex, NetworkRoute route)
        => Change(MessageType.DeleteRoute, MessageFlags.None, interfaceIndex, route);

    /// <summary>Null for routes that are not simply one device and at most one gateway (multipath, blackhole).</summary>
    internal static RouteEntry? Read(NetlinkMessage message)
    {
        var header = message.Header<RouteHeader>();
        var isV6 = header.rtm_family == Interop.Socket.AF_INET6;
        var destination = isV6 ? IPAddress.IPv6Any : IPAddress.Any;
        IPAddress? gateway = null;
        int? interfaceIndex = null;
        uint table = header.rtm_table;
        var attributes = message.Attributes<RouteHeader>();
        while (attributes.Next())
        {
            switch ((RouteAttribute)attributes.Type)
            {
                case RouteAttribute.Destination:
                    destination = attributes.Address();
                    break;
                case RouteAttribute.Gateway:
                    gateway = attributes.Address();
                    break;
                case RouteAttribute.OutputInterface:
                    interfaceIndex = (int)attributes.UInt32();
                    break;
                case RouteAttribute.Table:
                    table = attributes.UInt32();
                    break;
            }
        }

        if (interfaceIndex is not { } index || table != RouteHeader.RT_TABLE_MAIN || header.rtm_type != RouteHeader.RTN_UNICAST) return null;
        var route = new NetworkRoute(new IPNetwork(destination, header.rtm_dst_len), gateway, (header.rtm_flags & RouteHeader.RTNH_F_ONLINK) != 0);
        return new RouteEntry(index, route, header.rtm_protocol);
    }

    private static NetlinkMessageWriter Change(MessageType type, MessageFlags flags, int interfaceIndex, NetworkRoute route)
    {
        var family = route.Destination.BaseAddress.AddressFamily;
        var message = new NetlinkMessageWriter(type, MessageFlags.Request | MessageFlags.Ack | flags);
        message.WriteHeader(new RouteHeader
        {
            rtm_family = Family(family),
            rtm_dst_len = (byte)route.Destination.PrefixLength,
            rtm_table = RouteHeader.RT_TABLE_MAIN,
            rtm_protocol = RouteHeader.RTPROT_STATIC,
            // IPv6 ignores the scope.
            rtm_scope = route.Gateway is null && family == AddressFamily.InterNetwork ? RouteHeader.RT_SCOPE_LINK : RouteHeader.RT_SCOPE_UNIVERSE,
            rtm_type = RouteHeader.RTN_UNICAST,
            rtm_flags = route.OnLink ? RouteHeader.RTNH_F_ONLINK : 0,
        });
        if (route.Destination.PrefixLength > 0) message.Write(RouteAttribute.Destination, route.Destination.BaseAddress);
        if (route.Gateway is not null) message.Write(RouteAttribute.Gateway, route.Gateway);
        message.Write(RouteAttribute.OutputInterface, (uint)interfaceIndex);
        return message;
    }

    private static byte Family(AddressFamily family)
        => family == AddressFamily.InterNetworkV6 ? (byte)Interop.Socket.AF_INET6 : (byte)Interop.Socket.AF_INET;
}
