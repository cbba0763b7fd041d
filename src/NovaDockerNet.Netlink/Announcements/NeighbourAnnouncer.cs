using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Netlink.Namespaces;

namespace NovaDockerNet.Netlink.Announcements;

/// <summary>
/// Sends gratuitous ARP and unsolicited neighbour advertisements through a packet socket, so that switches and neighbours that remember an
/// earlier holder of the address learn the new place.
/// </summary>
public sealed class NeighbourAnnouncer : IDisposable
{
    private readonly FileDescriptor _socket;

    private NeighbourAnnouncer(FileDescriptor socket) => _socket = socket;

    /// <summary>Opens a socket in the namespace, or in the process's own if it is null.</summary>
    public static async Task<NeighbourAnnouncer> OpenAsync(NetworkNamespace? target) => new(target is null ? Open() : await target.RunAsync(Open));

    public unsafe void Announce(int interfaceIndex, string macAddress, IPAddress address)
    {
        var mac = MacText.Parse(macAddress);
        var frame = AnnouncementFrames.For(address, mac);
        var destination = new SockaddrLl
        {
            sll_family = Interop.Socket.AF_PACKET,
            sll_protocol = BinaryPrimitives.ReverseEndianness(BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12))),
            sll_ifindex = interfaceIndex,
            sll_halen = 6,
        };
        frame.AsSpan(0, 6).CopyTo(destination.sll_addr);
        fixed (byte* start = frame)
        {
            var sent = Interop.Socket.SendTo(_socket, start, (nuint)frame.Length, 0, in destination, (uint)Unsafe.SizeOf<SockaddrLl>());
            if (sent < 0) throw LinuxException.Last($"announce {address} on link {interfaceIndex}");
        }
    }

    public void Dispose() => _socket.Dispose();

    private static FileDescriptor Open()
    {
        // Protocol 0: a socket that only sends, the kernel queues nothing for it.
        var socket = Interop.Socket.Create(Interop.Socket.AF_PACKET, Interop.Socket.SOCK_RAW | Interop.Socket.SOCK_CLOEXEC, 0);
        return socket.IsInvalid ? throw LinuxException.Last("socket(AF_PACKET)") : socket;
    }
}
