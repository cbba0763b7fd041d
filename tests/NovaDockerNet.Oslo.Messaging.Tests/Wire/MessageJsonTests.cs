using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Wire;
using Xunit;

namespace NovaDockerNet.Oslo.Messaging.Tests.Wire;

/// <summary>Text and bytes are what Newtonsoft.Json writes with buffers of its own, however long.</summary>
public sealed class MessageJsonTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(100_000)]
    public void Long_texts_are_written_and_read_whole(int length)
    {
        var text = new StringBuilder();
        for (var i = 0; i < length; i++)
            text.Append("a\"\\\n\u00e4\u2028"[i % 6]);
        var message = new JObject { ["n\u00e4me"] = text.ToString(), ["pair"] = "\ud83d\udc0b", ["list"] = new JArray(1, 2.5m, true, JValue.CreateNull()) };
        using var expected = new StringWriter();
        using (var writer = new JsonTextWriter(expected) { StringEscapeHandling = StringEscapeHandling.EscapeNonAscii })
            message.WriteTo(writer);

        Assert.Equal(expected.ToString(), MessageJson.Write(message));
        Assert.Equal(Encoding.ASCII.GetBytes(expected.ToString()), MessageJson.WriteBytes(message));
        Assert.True(JToken.DeepEquals(message, MessageJson.Parse(MessageJson.Write(message))));
    }

    [Fact]
    public void Buffers_of_long_messages_are_not_kept()
    {
        var used = CharacterPool.Shared.Rent(CharacterPool.LongestKept + 1);
        CharacterPool.Shared.Return(used);
        Assert.NotSame(used, CharacterPool.Shared.Rent(CharacterPool.LongestKept + 1));

        used = CharacterPool.Shared.Rent(CharacterPool.LongestKept);
        CharacterPool.Shared.Return(used);
        Assert.Same(used, CharacterPool.Shared.Rent(CharacterPool.LongestKept));
    }
}
