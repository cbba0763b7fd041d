using NovaDockerNet.Networking.Plans;

namespace NovaDockerNet.Networking.Tests.Plans;

/// <summary>A plan as text, for comparing with what a test expects line by line.</summary>
internal static class PlanText
{
    internal static string Of(InstanceNetworkPlan plan)
    {
        var lines = new List<string>();
        foreach (var nic in plan.Nics)
        {
            lines.Add($"{nic.GuestDevice} {nic.MacAddress} mtu {nic.Mtu} <- {nic.HostDevice} on {nic.Bridge} ({nic.PortId})");
            lines.AddRange(nic.Addresses.Select(address => $"  address {address}"));
            lines.AddRange(nic.Routes.Select(route => $"  route {route}"));
            lines.AddRange(nic.ExternalIds.Select(pair => $"  {pair.Key}={pair.Value}"));
        }

        lines.AddRange(plan.DnsServers.Select(server => $"dns {server}"));
        return string.Join('\n', lines);
    }

    internal static void AssertEqual(string expected, InstanceNetworkPlan plan)
        => Assert.Equal(expected.ReplaceLineEndings("\n").Trim(), Of(plan));
}
