using System.Runtime.InteropServices;
using System.Text;
using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Namespaces;

namespace NovaDockerNet.Netlink;

/// <summary>The ethtool ioctl of linux/ethtool.h on the devices of one namespace.</summary>
public sealed class EthtoolSocket : IDisposable
{
    private const uint ETHTOOL_GTXCSUM = 0x16;
    private const uint ETHTOOL_STXCSUM = 0x17;
    private const int IFNAMSIZ = 16;
    private readonly FileDescriptor _socket;

    private EthtoolSocket(FileDescriptor socket) => _socket = socket;

    /// <summary>Opens a socket in the namespace, or in the process's own if it is null.</summary>
    public static async Task<EthtoolSocket> OpenAsync(NetworkNamespace? target) => new(target is null ? Open() : await target.RunAsync(Open));

    /// <summary>ethtool -k DEVICE: tx-checksumming</summary>
    public bool IsTransmitChecksumOn(string device) => Call(device, ETHTOOL_GTXCSUM, 0) != 0;

    /// <summary>ethtool -K DEVICE tx on|off: off also takes away the segmentation offloads that need it.</summary>
    public void SetTransmitChecksum(string device, bool on) => Call(device, ETHTOOL_STXCSUM, on ? 1u : 0u);

    public void Dispose() => _socket.Dispose();

    private static FileDescriptor Open()
    {
        var socket = Interop.Socket.Create(Interop.Socket.AF_INET, Interop.Socket.SOCK_DGRAM | Interop.Socket.SOCK_CLOEXEC, 0);
        return socket.IsInvalid ? throw LinuxException.Last("socket(AF_INET)") : socket;
    }

    private unsafe uint Call(string device, uint command, uint data)
    {
        // struct ethtool_value, pointed to by ifr_data of struct ifreq (40 bytes on 64-bit machines).
        var value = stackalloc uint[2] { command, data };
        Span<byte> request = stackalloc byte[40];
        request.Clear();
        if (Encoding.UTF8.GetByteCount(device) >= IFNAMSIZ) throw new LinuxException($"ethtool {device}", Errno.ENODEV);
        Encoding.UTF8.GetBytes(device, request);
        MemoryMarshal.Write(request[IFNAMSIZ..], (nint)value);
        fixed (byte* pointer = request)
        {
            LinuxException.Check(Ioctl.Call(_socket, Ioctl.SIOCETHTOOL, pointer), $"ethtool {device} (command 0x{command:x})");
        }

        return value[1];
    }
}
