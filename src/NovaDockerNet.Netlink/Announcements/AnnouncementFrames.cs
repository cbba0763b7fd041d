using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace NovaDockerNet.Netlink.Announcements;

/// <summary>Ethernet frames that tell everybody on the segment which MAC has an address.</summary>
internal static class AnnouncementFrames
{
    internal const ushort EtherTypeArp = 0x0806;
    internal const ushort EtherTypeIPv6 = 0x86dd;
    private static readonly byte[] s_allNodesMac = [0x33, 0x33, 0, 0, 0, 1];
    private static readonly IPAddress s_allNodes = IPAddress.Parse("ff02::1");

    internal static byte[] For(IPAddress address, ReadOnlySpan<byte> mac)
        => address.AddressFamily == AddressFamily.InterNetworkV6 ? UnsolicitedAdvertisement(address, mac) : GratuitousArp(address, mac);

    /// <summary>RFC 5227 section 3: an ARP request with the address as both sender and target.</summary>
    private static byte[] GratuitousArp(IPAddress address, ReadOnlySpan<byte> mac)
    {
        var frame = new byte[42];
        var span = frame.AsSpan();
        span[..6].Fill(0xff);
        mac.CopyTo(span[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(span[12..], EtherTypeArp);
        BinaryPrimitives.WriteUInt16BigEndian(span[14..], 1);      // Ethernet
        BinaryPrimitives.WriteUInt16BigEndian(span[16..], 0x0800); // IPv4
        span[18] = 6;
        span[19] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(span[20..], 1);      // request
        mac.CopyTo(span[22..]);
        address.TryWriteBytes(span[28..], out _);
        address.TryWriteBytes(span[38..], out _);
        return frame;
    }

    /// <summary>RFC 4861 sections 4.4 and 7.2.6: a neighbour advertisement with the override flag, to all nodes.</summary>
    private static byte[] UnsolicitedAdvertisement(IPAddress address, ReadOnlySpan<byte> mac)
    {
        const int icmpLength = 32;
        var frame = new byte[14 + 40 + icmpLength];
        var span = frame.AsSpan();
        s_allNodesMac.CopyTo(span);
        mac.CopyTo(span[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(span[12..], EtherTypeIPv6);

        var ip = span[14..];
        ip[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], icmpLength);
        ip[6] = 58;  // ICMPv6
        ip[7] = 255; // receivers drop neighbour discovery that crossed a router
        address.TryWriteBytes(ip[8..], out _);
        s_allNodes.TryWriteBytes(ip[24..], out _);

        var icmp = ip[40..];
        icmp[0] = 136;
        icmp[4] = 0x20; // override
        address.TryWriteBytes(icmp[8..], out _);
        icmp[24] = 2;   // target link-layer address, one unit of eight bytes
        icmp[25] = 1;
        mac.CopyTo(icmp[26..]);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], Checksum(ip[8..40], icmp));
        return frame;
    }

    // RFC 4443 2.3 with the pseudo header of RFC 8200 8.1.
    private static ushort Checksum(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> icmp)
    {
        uint sum = (uint)icmp.Length + 58;
        for (var i = 0; i < addresses.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(addresses[i..]);
        for (var i = 0; i < icmp.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(icmp[i..]);
        while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
