namespace NovaDockerNet.Networking.Plans;

public sealed partial record InstanceNetworkPlan
{
    /// <summary>/etc/hosts: the name with each family's first address. Docker writes none where it builds no network.</summary>
    public IReadOnlyList<string> HostsLines(string hostname)
    {
        List<string> lines =
        [
            "127.0.0.1\tlocalhost",
            "::1\tlocalhost ip6-localhost ip6-loopback",
            "fe00::0\tip6-localnet",
            "ff00::0\tip6-mcastprefix",
            "ff02::1\tip6-allnodes",
            "ff02::2\tip6-allrouters",
        ];
        var dot = hostname.IndexOf('.', StringComparison.Ordinal);
        var names = dot > 0 ? $"{hostname} {hostname[..dot]}" : hostname;
        lines.AddRange(Nics.SelectMany(nic => nic.Addresses).Select(address => address.Address).DistinctBy(address => address.AddressFamily)
            .Select(address => $"{address}\t{names}"));
        return lines;
    }

    /// <summary>/etc/resolv.conf: the subnets' name servers, in order.</summary>
    public IReadOnlyList<string> ResolvConfLines(string? searchDomain)
    {
        List<string> lines = [.. DnsServers.Select(server => $"nameserver {server}")];
        if (!string.IsNullOrEmpty(searchDomain)) lines.Insert(0, $"search {searchDomain}");
        return lines;
    }
}
