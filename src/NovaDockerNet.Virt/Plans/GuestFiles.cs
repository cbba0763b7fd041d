using System.Net;
using System.Text;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Virt.Plans;

/// <summary>Contents of the files Docker would write if it knew the network.</summary>
static class GuestFiles
{
    /// <summary>/etc/hosts: the guest's own name stands for each of its addresses.</summary>
    public static string Hosts(string? hostname, NetworkInfo networkInfo)
    {
        var text = new StringBuilder()
            .Append("127.0.0.1\tlocalhost\n")
            .Append("::1\tlocalhost ip6-localhost ip6-loopback\n")
            .Append("ff02::1\tip6-allnodes\n")
            .Append("ff02::2\tip6-allrouters\n");
        if (string.IsNullOrEmpty(hostname))
            return text.ToString();
        var addresses = networkInfo.SelectMany(vif => vif.FixedIps).Select(ip => ip.Address).OfType<string>().ToList();
        if (addresses.Count == 0)
            addresses.Add("127.0.1.1");
        foreach (var address in addresses)
            text.Append(address).Append('\t').Append(hostname).Append('\n');
        return text.ToString();
    }

    /// <summary>/etc/resolv.conf: the subnets' name servers.</summary>
    public static string ResolvConf(IReadOnlyList<IPAddress> servers)
        => string.Concat(servers.Select(server => $"nameserver {server}\n"));
}
