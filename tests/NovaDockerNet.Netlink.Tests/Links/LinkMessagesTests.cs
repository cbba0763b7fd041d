using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Tests.Links;

public sealed class LinkMessagesTests
{
    [Fact]
    public void A_veth_is_made_with_its_peer_in_place_in_one_message()
    {
        using var here = NetworkNamespace.Open("/proc/self/ns/net");
        var pair = new VethPair
        {
            Name = "tap3f8a1b2c-4d",
            PeerName = "eth0",
            PeerNamespace = here,
            PeerMacAddress = "fa:16:3e:01:02:03",
            Mtu = 1450,
        };
        Hex.AssertEqual(
            """
            8c000000 1000 0506 01000000 00000000
              00000000 00000000 00000000 00000000
              1300 0300 74617033663861316232632d346400 00
              0800 0400 aa050000
              5000 1200
                0900 0100 7665746800 000000
                4000 0200
                  3c00 0100
                    00000000 00000000 00000000 00000000
                    0900 0300 6574683000 000000
                    0a00 0100 fa163e010203 0000
                    0800 0400 aa050000
                    0800 1c00 2a000000
            """,
            LinkMessages.CreateVeth(pair, namespaceFd: 42).Finish(1).Span);
    }

    [Fact]
    public void A_change_names_only_what_changes()
    {
        Hex.AssertEqual(
            "20000000 1300 0500 01000000 00000000 00000000 07000000 01000000 01000000",
            LinkMessages.Set(7, new LinkChange { Up = true }).Finish(1).Span);
        Hex.AssertEqual(
            "28000000 1300 0500 01000000 00000000 00000000 07000000 00000000 00000000 0800 0400 28230000",
            LinkMessages.Set(7, new LinkChange { Mtu = 9000 }).Finish(1).Span);
        Hex.AssertEqual(
            "20000000 1300 0500 01000000 00000000 00000000 07000000 00000000 01000000",
            LinkMessages.Set(7, new LinkChange { Up = false }).Finish(1).Span);
    }

    [Fact]
    public void The_kernels_description_of_a_veth_is_read()
    {
        // RTM_NEWLINK of a veth end as Linux 6.18 sends it, cut down to the attributes around ours.
        var message = NetlinkMessage.Parse(Hex.Bytes(
            """
            78000000 1000 0000 01000000 00000000
              00000100 05000000 43100100 00000000
              0900 0300 6574683000 000000
              0800 0d00 e8030000
              0500 1000 06000000
              0800 0400 aa050000
              0800 0500 09000000
              0a00 0100 fa163e010203 0000
              0800 2500 00000000
              1000 1280
                0900 0100 7665746800 000000
              0800 1b00 00000000
            """))[0];
        Assert.Equal(
            new Link
            {
                Index = 5,
                Name = "eth0",
                Kind = "veth",
                MacAddress = "fa:16:3e:01:02:03",
                Mtu = 1450,
                IsUp = true,
                PeerIndex = 9,
                PeerNamespaceId = 0,
            },
            LinkMessages.Read(message));
    }

    [Fact]
    public void A_device_name_of_fifteen_bytes_is_the_longest()
    {
        LinkMessages.Get("tap3f8a1b2c-4d1");
        var exception = Assert.Throws<LinuxException>(() => LinkMessages.Get("tap3f8a1b2c-4d12"));
        Assert.Contains("tap3f8a1b2c-4d12", exception.Message, StringComparison.Ordinal);
        Assert.Throws<LinuxException>(() => LinkMessages.Get(""));
    }

    [Theory]
    [InlineData("fa:16:3e:01:02")]
    [InlineData("fa:16:3e:01:02:zz")]
    [InlineData("")]
    public void What_is_no_MAC_address_is_refused(string text) => Assert.Throws<ArgumentException>(() => MacText.Parse(text));
}
