using System.Net;
using NovaDockerNet.Netlink.Addressing;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Tests.Addressing;

public sealed class RouteMessagesTests
{
    [Fact]
    public void A_default_route_has_no_destination() => Hex.AssertEqual(
        """
        2c000000 1800 0505 01000000 00000000
          02 00 00 00 fe 04 00 01 00000000
          0800 0500 0a000001
          0800 0400 02000000
        """,
        RouteMessages.Replace(2, Route("0.0.0.0/0", "10.0.0.1")).Finish(1).Span);

    [Fact]
    public void A_gateway_outside_of_the_subnet_is_marked_on_link() => Hex.AssertEqual(
        """
        2c000000 1800 0505 01000000 00000000
          02 00 00 00 fe 04 00 01 04000000
          0800 0500 a9fe0001
          0800 0400 02000000
        """,
        RouteMessages.Replace(2, Route("0.0.0.0/0", "169.254.0.1") with { OnLink = true }).Finish(1).Span);

    [Fact]
    public void A_destination_on_the_link_has_link_scope() => Hex.AssertEqual(
        """
        2c000000 1800 0505 01000000 00000000
          02 10 00 00 fe 04 fd 01 00000000
          0800 0100 ac100000
          0800 0400 02000000
        """,
        RouteMessages.Replace(2, Route("172.16.0.0/16", null)).Finish(1).Span);

    [Fact]
    public void An_IPv6_host_route_is_written_in_full() => Hex.AssertEqual(
        """
        4c000000 1800 0505 01000000 00000000
          0a 30 00 00 fe 04 00 01 00000000
          1400 0100 20010db8000100000000000000000000
          1400 0500 fe800000000000000000000000000001
          0800 0400 02000000
        """,
        RouteMessages.Replace(2, Route("2001:db8:1::/48", "fe80::1")).Finish(1).Span);

    [Fact]
    public void A_route_is_read_back_as_it_was_written()
    {
        var route = Route("192.168.5.0/24", "10.0.0.9") with { OnLink = true };
        var message = NetlinkMessage.Parse(RouteMessages.Replace(4, route).Finish(1).Span)[0];
        Assert.Equal(new RouteEntry(4, route, 4), RouteMessages.Read(message));
    }

    [Fact]
    public void Routes_of_other_tables_are_passed_over()
    {
        var bytes = RouteMessages.Replace(4, Route("192.168.5.0/24", null)).Finish(1).ToArray();
        bytes[20] = 255; // rtm_table RT_TABLE_LOCAL
        Assert.Null(RouteMessages.Read(NetlinkMessage.Parse(bytes)[0]));
    }

    private static NetworkRoute Route(string destination, string? gateway)
        => new(IPNetwork.Parse(destination), gateway is null ? null : IPAddress.Parse(gateway));
}
