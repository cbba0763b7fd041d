using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Tests.Protocol;

public sealed class NetlinkMessageTests
{
    [Fact]
    public void A_datagram_is_cut_into_its_messages()
    {
        var messages = NetlinkMessage.Parse(Hex.Bytes(
            """
            11000000 1000 0200 05000000 00000000 aa 000000
            10000000 0300 0200 05000000 00000000
            """));
        Assert.Equal([MessageType.NewLink, MessageType.Done], messages.Select(message => message.Type));
        Assert.Equal([0xaa], messages[0].Payload.ToArray());
    }

    [Theory]
    [InlineData("10000000 1000")]
    [InlineData("0f000000 1000 0200 05000000 00000000")]
    [InlineData("20000000 1000 0200 05000000 00000000")]
    public void A_message_that_does_not_fit_is_refused(string datagram)
        => Assert.Throws<NetlinkProtocolException>(() => NetlinkMessage.Parse(Hex.Bytes(datagram)));

    [Theory]
    [InlineData("0300 0100")]
    [InlineData("0900 0100 00000000")]
    public void An_attribute_that_does_not_fit_is_refused(string bytes)
        => Assert.Throws<NetlinkProtocolException>(() =>
        {
            var reader = new NetlinkAttributeReader(Hex.Bytes(bytes));
            while (reader.Next())
            {
            }
        });

    [Fact]
    public void Flags_in_an_attribute_type_are_not_part_of_it()
    {
        var reader = new NetlinkAttributeReader(Hex.Bytes("0800 0180 01000000"));
        Assert.True(reader.Next());
        Assert.Equal(1, reader.Type);
        Assert.False(reader.Next());
    }

    [Fact]
    public void A_value_of_the_wrong_size_is_refused()
        => Assert.Throws<NetlinkProtocolException>(() =>
        {
            var reader = new NetlinkAttributeReader(Hex.Bytes("0600 0400 dc05 0000"));
            reader.Next();
            return reader.UInt32();
        });
}
