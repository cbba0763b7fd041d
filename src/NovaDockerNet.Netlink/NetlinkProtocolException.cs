namespace NovaDockerNet.Netlink;

/// <summary>The kernel's answer could not be read: wrong lengths, an answer cut off, a dump that never became consistent.</summary>
public sealed class NetlinkProtocolException(string message) : IOException($"netlink: {message}");
