using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Tests.Protocol;

public sealed class NetlinkMessageWriterTests
{
    [Fact]
    public void Attributes_are_padded_but_their_length_is_not()
    {
        var message = new NetlinkMessageWriter(MessageType.GetLink, MessageFlags.Request | MessageFlags.Ack);
        message.Write(LinkAttribute.Name, "tap0");
        message.Write(LinkAttribute.Mtu, 1500);
        Hex.AssertEqual(
            """
            24000000 1200 0500 07000000 00000000
              0900 0300 7461703000 000000
              0800 0400 dc050000
            """,
            message.Finish(7).Span);
    }

    [Fact]
    public void A_nested_attribute_counts_the_padding_of_what_it_holds()
    {
        var message = new NetlinkMessageWriter(MessageType.NewLink, MessageFlags.Request);
        using (message.Nest(LinkAttribute.LinkInfo))
        {
            message.Write(LinkInfoAttribute.Kind, "veth");
            using (message.Nest(LinkInfoAttribute.Data))
            {
            }
        }

        Hex.AssertEqual(
            """
            24000000 1000 0100 01000000 00000000
              1400 1200
                0900 0100 7665746800 000000
                0400 0200
            """,
            message.Finish(1).Span);
    }

    [Fact]
    public void A_message_grows_beyond_its_first_buffer()
    {
        var message = new NetlinkMessageWriter(MessageType.NewLink, MessageFlags.Request);
        for (var i = 0; i < 100; i++) message.Write(LinkAttribute.Mtu, 1500);
        Assert.Equal(16 + (100 * 8), message.Finish(1).Length);
    }

    [Fact]
    public void A_message_can_be_finished_again_with_another_sequence_number()
    {
        var message = new NetlinkMessageWriter(MessageType.GetLink, MessageFlags.Request);
        message.Finish(1);
        Hex.AssertEqual("10000000 1200 0100 02000000 00000000", message.Finish(2).Span);
    }
}
