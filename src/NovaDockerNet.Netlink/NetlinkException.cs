using NovaDockerNet.Netlink.Interop;

namespace NovaDockerNet.Netlink;

/// <summary>The kernel refused a request. <see cref="ExtendedAck"/> is its own explanation, where it gave one.</summary>
public sealed class NetlinkException(string operation, int errno, string? extendedAck) : LinuxException(operation, errno, extendedAck)
{
    public string? ExtendedAck { get; } = extendedAck;
}
