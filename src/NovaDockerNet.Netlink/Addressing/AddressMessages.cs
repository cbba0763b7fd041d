using System.Net;
using System.Net.Sockets;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Addressing;

/// <summary>RTM_*ADDR, both ways.</summary>
internal static class AddressMessages
{
    internal static NetlinkMessageWriter List(int interfaceIndex)
    {
        var message = new NetlinkMessageWriter(MessageType.GetAddress, MessageFlags.Request | MessageFlags.Dump);
        message.WriteHeader(new AddressHeader { ifa_index = (uint)interfaceIndex });
        return message;
    }

    // ip address add ADDRESS/LENGTH dev INDEX broadcast + nodad
    internal static NetlinkMessageWriter Add(int interfaceIndex, InterfaceAddress address)
        => Change(MessageType.NewAddress, MessageFlags.Create | MessageFlags.Exclusive, interfaceIndex, address);

    internal static NetlinkMessageWriter Remove(int interfaceIndex, InterfaceAddress address)
        => Change(MessageType.DeleteAddress, MessageFlags.None, interfaceIndex, address);

    internal static AddressEntry Read(NetlinkMessage message)
    {
        var header = message.Header<AddressHeader>();
        IPAddress? address = null, local = null;
        var attributes = message.Attributes<AddressHeader>();
        while (attributes.Next())
        {
            switch ((AddressAttribute)attributes.Type)
            {
                case AddressAttribute.Address:
                    address = attributes.Address();
                    break;
                case AddressAttribute.Local:
                    local = attributes.Address();
                    break;
            }
        }

        // On a point-to-point device IFA_ADDRESS is the other side.
        var own = local ?? address ?? throw new NetlinkProtocolException("an address entry without address");
        return new AddressEntry((int)header.ifa_index, new InterfaceAddress(own, header.ifa_prefixlen), header.ifa_scope);
    }

    private static NetlinkMessageWriter Change(MessageType type, MessageFlags flags, int interfaceIndex, InterfaceAddress address)
    {
        var isV6 = address.Address.AddressFamily == AddressFamily.InterNetworkV6;
        var message = new NetlinkMessageWriter(type, MessageFlags.Request | MessageFlags.Ack | flags);
        message.WriteHeader(new AddressHeader
        {
            ifa_family = isV6 ? (byte)Interop.Socket.AF_INET6 : (byte)Interop.Socket.AF_INET,
            ifa_prefixlen = (byte)address.PrefixLength,
            // Neutron has already decided who has the address; a tentative one could not be used for a second.
            ifa_flags = isV6 ? AddressHeader.IFA_F_NODAD : (byte)0,
            ifa_index = (uint)interfaceIndex,
        });
        message.Write(AddressAttribute.Local, address.Address);
        message.Write(AddressAttribute.Address, address.Address);
        if (!isV6 && address.PrefixLength < 31) message.Write(AddressAttribute.Broadcast, Broadcast(address));
        return message;
    }

    private static IPAddress Broadcast(InterfaceAddress address)
    {
        var bytes = address.Address.GetAddressBytes();
        for (var bit = address.PrefixLength; bit < 32; bit++) bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }
}
