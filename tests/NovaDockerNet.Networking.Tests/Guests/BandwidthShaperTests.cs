using NovaDockerNet.Netlink.Traffic;
using NovaDockerNet.Networking.Guests;
using NovaDockerNet.Networking.Plans;

namespace NovaDockerNet.Networking.Tests.Guests;

public sealed class BandwidthShaperTests
{
    [Fact]
    public void A_burst_is_a_hundredth_of_a_second_and_the_queue_fifty_milliseconds()
        => Assert.Equal(new TokenBucket(100_000_000, 1_000_000, 6_000_000), BandwidthShaper.Bucket(new BandwidthLimit(100_000_000, null, null), 1500));

    [Fact]
    public void A_slow_device_still_takes_a_whole_packet()
    {
        Assert.Equal(new TokenBucket(10_000, 65536, 66036), BandwidthShaper.Bucket(new BandwidthLimit(10_000, null, null), 1500));
        Assert.Equal(1564u, BandwidthShaper.Bucket(new BandwidthLimit(10_000, null, 100), 1500).Burst);
        Assert.Equal(9064u, BandwidthShaper.Bucket(new BandwidthLimit(10_000, 20_000, 100), 9000).Burst);
    }

    [Fact]
    public void A_peak_holds_the_burst() => Assert.Equal(
        new TokenBucket(1_000_000, 524_288, 574_288) { Peak = 2_000_000, PeakBurst = 16384 },
        BandwidthShaper.Bucket(new BandwidthLimit(1_000_000, 2_000_000, 524_288), 1500));
}
