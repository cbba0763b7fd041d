using System.Text;
using OVSDB.Net.Sessions;
using Xunit;

namespace OVSDB.Net.Tests;

public sealed class JsonFramerTests
{
    private const string Stream = """{"id":1,"result":["}{",{"a":"\"\\"}]}{"id":2}""" + "\n\t {\"name\":\"größe €\"}\r\n{}";

    private static readonly string[] s_messages =
        ["""{"id":1,"result":["}{",{"a":"\"\\"}]}""", """{"id":2}""", """{"name":"größe €"}""", "{}"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Messages_come_out_whole_however_the_bytes_arrive(int piece)
    {
        var bytes = Encoding.UTF8.GetBytes(Stream);
        var framer = new JsonFramer();
        List<string> messages = [];
        for (var start = 0; start < bytes.Length; start += piece)
        {
            var part = bytes.AsMemory(start, Math.Min(piece, bytes.Length - start));
            part.CopyTo(framer.GetMemory());
            framer.Advance(part.Length);
            while (framer.TryRead(out var message))
                messages.Add(Encoding.UTF8.GetString(message.Span));
        }
        Assert.Equal(s_messages, messages);
    }

    [Fact]
    public void A_message_longer_than_the_buffer_is_kept_together()
    {
        var bytes = Encoding.UTF8.GetBytes("{\"a\":\"" + new string('x', 100_000) + "\"}{\"b\":1}");
        var framer = new JsonFramer();
        List<int> lengths = [];
        for (var start = 0; start < bytes.Length;)
        {
            var room = framer.GetMemory();
            var part = bytes.AsMemory(start, Math.Min(room.Length, bytes.Length - start));
            part.CopyTo(room);
            framer.Advance(part.Length);
            start += part.Length;
            while (framer.TryRead(out var message))
                lengths.Add(message.Length);
        }
        Assert.Equal([100_008, 7], lengths);
    }

    [Fact]
    public void A_message_without_end_is_refused()
    {
        var framer = new JsonFramer(maximumLength: 32 * 1024);
        Assert.Throws<FormatException>(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                var room = framer.GetMemory();
                room.Span.Fill((byte)'[');
                room.Span[0] = (byte)'{';
                framer.Advance(room.Length);
                Assert.False(framer.TryRead(out _));
            }
        });
    }

    [Theory]
    [InlineData("HTTP/1.1 400")]
    [InlineData("{}]")]
    [InlineData("[]")]
    public void What_is_no_object_is_refused(string text)
    {
        var framer = new JsonFramer();
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.CopyTo(framer.GetMemory());
        framer.Advance(bytes.Length);
        Assert.Throws<FormatException>(() =>
        {
            while (framer.TryRead(out _))
            {
            }
        });
    }
}
