using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Protocol;
using NovaDockerNet.Netlink.Sockets;

namespace NovaDockerNet.Netlink.Tests.Sockets;

public sealed class AnswerCollectorTests
{
    private const string Link = "20000000 1000 0200 05000000 00000000 00000100 01000000 49000000 00000000";
    private const string Done = "14000000 0300 0200 05000000 00000000 00000000";
    private readonly AnswerCollector _collector = new(5, "list links");

    [Fact]
    public void A_dump_may_come_in_several_datagrams()
    {
        Add(Link + Link);
        Assert.False(_collector.Complete);
        Add(Link);
        Add(Done);
        Assert.True(_collector.Complete);
        Assert.Equal(3, _collector.Result.Messages.Count);
        Assert.False(_collector.Result.Interrupted);
    }

    [Fact]
    public void A_dump_during_which_the_tables_changed_says_so()
    {
        Add("20000000 1000 1200 05000000 00000000 00000100 01000000 49000000 00000000");
        Add(Done);
        Assert.True(_collector.Result.Interrupted);
    }

    [Fact]
    public void The_end_mark_alone_can_carry_the_interruption()
    {
        Add(Link + "14000000 0300 1200 05000000 00000000 00000000");
        Assert.True(_collector.Result.Interrupted);
    }

    [Fact]
    public void An_acknowledgement_completes_a_change()
    {
        Add("24000000 0200 0001 05000000 00000000 00000000 20000000 1000 0506 05000000 00000000");
        Assert.True(_collector.Complete);
        Assert.Empty(_collector.Result.Messages);
    }

    [Fact]
    public void Late_answers_to_another_request_are_dropped()
    {
        Add("14000000 0300 0200 04000000 00000000 00000000");
        Assert.False(_collector.Complete);
    }

    [Fact]
    public void A_refusal_carries_the_kernels_own_words()
    {
        // ip link add type nosuch: EOPNOTSUPP, capped, with NLMSGERR_ATTR_MSG "Unknown device type"
        var exception = Assert.Throws<NetlinkException>(() => Add(
            """
            3c000000 0200 0003 05000000 00000000
              a1ffffff 34000000 1000 0506 05000000 00000000
              1800 0100 556e6b6e6f776e2064657669636520747970 6500
            """));
        Assert.Equal(Errno.EOPNOTSUPP, exception.Errno);
        Assert.Equal("Unknown device type", exception.ExtendedAck);
        Assert.Equal("list links: Operation not supported (EOPNOTSUPP): Unknown device type", exception.Message);
    }

    [Fact]
    public void A_refusal_that_echoes_the_request_is_read_behind_the_echo()
    {
        var exception = Assert.Throws<NetlinkException>(() => Add(
            """
            38000000 0200 0002 05000000 00000000
              efffffff 18000000 1000 0506 05000000 00000000 aaaaaaaa aaaaaaaa
              0a00 0100 62757379 2100 0000
            """));
        Assert.Equal(Errno.EEXIST, exception.Errno);
        Assert.Equal("busy!", exception.ExtendedAck);
    }

    [Fact]
    public void A_dump_can_fail_at_its_end()
    {
        var exception = Assert.Throws<NetlinkException>(() => Add(Link + "14000000 0300 0200 05000000 00000000 eaffffff"));
        Assert.Equal(Errno.EINVAL, exception.Errno);
        Assert.Null(exception.ExtendedAck);
    }

    private void Add(string hex) => _collector.Add(NetlinkMessage.Parse(Hex.Bytes(hex)));
}
