using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>One message as received: header and payload.</summary>
internal sealed class NetlinkMessage(MessageHeader header, byte[] payload)
{
    internal MessageType Type => header.nlmsg_type;

    internal MessageFlags Flags => header.nlmsg_flags;

    internal uint Sequence => header.nlmsg_seq;

    internal ReadOnlySpan<byte> Payload => payload;

    internal THeader Header<THeader>()
        where THeader : unmanaged
        => MemoryMarshal.TryRead<THeader>(payload, out var value)
            ? value
            : throw new NetlinkProtocolException($"{Type} with {payload.Length} bytes of payload is too short for {typeof(THeader).Name}");

    internal NetlinkAttributeReader Attributes<THeader>()
        where THeader : unmanaged
    {
        var start = Math.Min(Align(Unsafe.SizeOf<THeader>()), payload.Length);
        return new NetlinkAttributeReader(payload.AsSpan(start));
    }

    /// <summary>Cuts a datagram into messages.</summary>
    internal static List<NetlinkMessage> Parse(ReadOnlySpan<byte> datagram)
    {
        var messages = new List<NetlinkMessage>();
        while (datagram.Length > 0)
        {
            if (!MemoryMarshal.TryRead<MessageHeader>(datagram, out var header) || header.nlmsg_len < MessageHeader.Size || header.nlmsg_len > datagram.Length)
                throw new NetlinkProtocolException($"a message does not fit into the {datagram.Length} bytes that are left of its datagram");
            var length = (int)header.nlmsg_len;
            messages.Add(new NetlinkMessage(header, datagram[MessageHeader.Size..length].ToArray()));
            datagram = datagram[Math.Min(Align(length), datagram.Length)..];
        }

        return messages;
    }

    private static int Align(int length) => (length + 3) & ~3;
}
