using System.Net.NetworkInformation;

namespace NovaDockerNet.Netlink.Links;

/// <summary>MAC addresses as neutron and the kernel write them: fa:16:3e:00:00:01.</summary>
internal static class MacText
{
    internal static byte[] Parse(string text)
        => PhysicalAddress.TryParse(text, out var address) && address.GetAddressBytes() is { Length: 6 } bytes
            ? bytes
            : throw new ArgumentException($"'{text}' is not a MAC address", nameof(text));

    internal static string Format(ReadOnlySpan<byte> bytes)
    {
        var parts = new string[bytes.Length];
        for (var i = 0; i < bytes.Length; i++) parts[i] = Convert.ToHexStringLower(bytes[i..(i + 1)]);
        return string.Join(':', parts);
    }
}
