using NovaDockerNet.Netlink.Traffic;

namespace NovaDockerNet.Netlink.Tests.Traffic;

public sealed class TrafficMessagesTests
{
    [Fact]
    public void A_token_bucket_goes_to_the_root_of_a_device() => Hex.AssertEqual(
        """
        60000000 2400 0505 01000000 00000000
          00000000 07000000 0000646e ffffffff 00000000
          0800 0100 74626600
          3400 0200
            2800 0100
              00010000 00000000 40420f00
              00010000 00000000 00000000
              50c30000 00000000 00000000
            0800 0600 00000100
        """,
        TrafficMessages.ReplaceRoot(7, 0x6e64_0000, new TokenBucket(1_000_000, 65536, 50_000)).Finish(1).Span);

    [Fact]
    public void Rates_beyond_32_bits_have_attributes_of_their_own()
    {
        var message = Convert.ToHexStringLower(
            TrafficMessages.ReplaceRoot(7, 0x6e64_0000, new TokenBucket(5_000_000_000, 65536, 50_000) { Peak = 6_000_000_000, PeakBurst = 16384 }).Finish(1).Span);
        Assert.Contains("0c00" + "0400" + "00f2052a01000000", message, StringComparison.Ordinal);
        Assert.Contains("0c00" + "0500" + "00bca06501000000", message, StringComparison.Ordinal);
        Assert.Contains("0800" + "0700" + "00400000", message, StringComparison.Ordinal);
    }
}
