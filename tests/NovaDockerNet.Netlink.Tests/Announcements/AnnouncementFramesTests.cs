using System.Net;
using NovaDockerNet.Netlink.Announcements;

namespace NovaDockerNet.Netlink.Tests.Announcements;

public sealed class AnnouncementFramesTests
{
    private static readonly byte[] s_mac = Hex.Bytes("fa163e010203");

    [Fact]
    public void Gratuitous_ARP_asks_everybody_for_the_own_address() => Hex.AssertEqual(
        """
        ffffffffffff fa163e010203 0806
          0001 0800 06 04 0001
          fa163e010203 0a000042
          000000000000 0a000042
        """,
        AnnouncementFrames.For(IPAddress.Parse("10.0.0.66"), s_mac));

    [Fact]
    public void An_unsolicited_advertisement_overrides_what_all_nodes_know() => Hex.AssertEqual(
        """
        333300000001 fa163e010203 86dd
          60000000 0020 3a ff
          20010db8000000000000000000000005
          ff020000000000000000000000000001
          88 00 c108 20000000
            20010db8000000000000000000000005
            02 01 fa163e010203
        """,
        AnnouncementFrames.For(IPAddress.Parse("2001:db8::5"), s_mac));
}
