using System.Globalization;
using System.Net;
using System.Text;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Metadata;

/// <summary>
/// The interfaces(5) file for networks that are marked as injected ([DEFAULT] flat_injected) and have no DHCP. nova: virt/netutils.py
/// get_injected_network_template with virt/interfaces.template.
/// </summary>
static class InterfacesTemplate
{
    private const string Header = """
        # Injected by Nova on instance boot
        #
        # This file describes the network interfaces available on your system
        # and how to activate them. For more information, see interfaces(5).

        # The loopback network interface
        auto lo
        iface lo inet loopback

        """;

    /// <summary>Null when no network is injected.</summary>
    public static string? Render(NetworkInfo networkInfo)
    {
        var text = new StringBuilder(Header);
        var number = -1;
        var any = false;
        foreach (var vif in networkInfo)
        {
            if (vif.Network is not { Subnets: { Count: > 0 } subnets } network)
                continue;
            number++;
            if (network.Meta["injected"] is not { } injected || !(bool)injected)
                continue;
            var v4 = subnets.FirstOrDefault(s => s.Version == 4);
            var v6 = subnets.FirstOrDefault(s => s.Version == 6);
            if ((v4 is not null && NetworkMetadata.HasDhcp(v4)) || (v6 is not null && NetworkMetadata.HasDhcp(v6)))
                continue;
            any = true;
            Append(text, string.Create(CultureInfo.InvariantCulture, $"eth{number}"), vif, v4, v6);
        }
        return any ? text.ToString() : null;
    }

    private static void Append(StringBuilder text, string name, Vif vif, Subnet? v4, Subnet? v6)
    {
        text.Append('\n').Append("auto ").Append(name).Append('\n');
        if (v4 is { Ips: { Count: > 0 } addresses })
        {
            text.Append("iface ").Append(name).Append(" inet static\n");
            Line("hwaddress ether", vif.Address);
            Line("address", addresses[0].Address);
            Line("netmask", NetworkMetadata.Netmask(v4));
            Line("broadcast", Broadcast(v4));
            Line("gateway", v4.Gateway?.Address);
            Line("dns-nameservers", string.Join(' ', v4.Dns.Select(dns => dns.Address)));
        }
        if (v6 is { Ips: { Count: > 0 } addresses6 })
        {
            text.Append("iface ").Append(name).Append(" inet6 static\n");
            Line("hwaddress ether", vif.Address);
            Line("address", addresses6[0].Address);
            Line("netmask", v6.PrefixLength.ToString(CultureInfo.InvariantCulture));
            Line("gateway", v6.Gateway?.Address);
            Line("dns-nameservers", string.Join(' ', v6.Dns.Select(dns => dns.Address)));
        }

        void Line(string keyword, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                text.Append("    ").Append(keyword).Append(' ').Append(value).Append('\n');
        }
    }

    private static string Broadcast(Subnet subnet)
    {
        var bytes = IPNetwork.Parse(subnet.Cidr!).BaseAddress.GetAddressBytes();
        for (var bit = subnet.PrefixLength; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new IPAddress(bytes).ToString();
    }
}
