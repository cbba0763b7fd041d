using System.Net;
using NovaDockerNet.Netlink.Addressing;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Tests.Addressing;

public sealed class AddressMessagesTests
{
    [Fact]
    public void An_IPv4_address_comes_with_its_broadcast_address() => Hex.AssertEqual(
        """
        30000000 1400 0506 01000000 00000000
          02 1a 00 00 02000000
          0800 0200 0a000042
          0800 0100 0a000042
          0800 0400 0a00007f
        """,
        AddressMessages.Add(2, new InterfaceAddress(IPAddress.Parse("10.0.0.66"), 26)).Finish(1).Span);

    [Fact]
    public void A_host_address_has_no_broadcast_address() => Hex.AssertEqual(
        """
        28000000 1400 0506 01000000 00000000
          02 20 00 00 02000000
          0800 0200 0a000042
          0800 0100 0a000042
        """,
        AddressMessages.Add(2, new InterfaceAddress(IPAddress.Parse("10.0.0.66"), 32)).Finish(1).Span);

    [Fact]
    public void An_IPv6_address_skips_duplicate_address_detection() => Hex.AssertEqual(
        """
        40000000 1400 0506 01000000 00000000
          0a 40 02 00 02000000
          1400 0200 20010db8000000000000000000000005
          1400 0100 20010db8000000000000000000000005
        """,
        AddressMessages.Add(2, new InterfaceAddress(IPAddress.Parse("2001:db8::5"), 64)).Finish(1).Span);

    [Fact]
    public void The_own_side_of_a_point_to_point_address_is_read()
    {
        var message = NetlinkMessage.Parse(Hex.Bytes(
            "28000000 1400 0200 01000000 00000000 02 20 80 00 03000000 0800 0100 0a000001 0800 0200 0a000002"))[0];
        Assert.Equal(new AddressEntry(3, new InterfaceAddress(IPAddress.Parse("10.0.0.2"), 32), 0), AddressMessages.Read(message));
    }
}
