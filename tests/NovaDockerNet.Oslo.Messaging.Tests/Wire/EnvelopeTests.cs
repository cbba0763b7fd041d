using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Tests.Wire;

public sealed class EnvelopeTests
{
    private static JObject Read(string body) => Envelope.Read(Encoding.UTF8.GetBytes(body));

    [Fact]
    public void The_inner_message_is_a_string_that_holds_json()
    {
        var body = JObject.Parse(Encoding.UTF8.GetString(Envelope.Write(new JObject { ["method"] = "ping" })));

        Assert.Equal("2.0", (string?)body["oslo.version"]);
        Assert.Equal(JTokenType.String, body["oslo.message"]!.Type);
        Assert.Equal("""{"method":"ping"}""", (string?)body["oslo.message"]);
    }

    [Fact]
    public void A_bare_object_is_a_message_of_version_1() =>
        Assert.Equal("ping", (string?)Read("""{"method": "ping", "args": {}}""")["method"]);

    [Theory]
    [InlineData("""{"oslo.version": "1.0", "oslo.message": "{}"}""", "1.0")]
    [InlineData("""{"oslo.version": "2.1", "oslo.message": "{}"}""", "2.1")]
    [InlineData("""{"oslo.version": 2, "oslo.message": "{}"}""", "not supported")]
    [InlineData("""{"oslo.version": "2.0", "oslo.message": {}}""", "not a string")]
    [InlineData("""{"oslo.version": "2.0", "oslo.message": "[]"}""", "does not hold a JSON object")]
    [InlineData("""{"oslo.version": "2.0", "oslo.message": "{\"method\":"}""", "")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("{} {}", "dditional text")]
    [InlineData("", "")]
    public void What_is_no_envelope_is_refused_with_the_reason(string body, string reason) =>
        Assert.Contains(reason, Assert.Throws<MalformedMessageException>(() => Read(body)).Message);

    [Fact]
    public void A_body_that_is_not_utf8_is_refused() =>
        Assert.Contains("UTF-8", Assert.Throws<MalformedMessageException>(() => Envelope.Read([0x7b, 0xff, 0x7d])).Message);

    [Theory]
    [InlineData(200)]
    [InlineData(100_000)]
    public void Deep_nesting_is_refused_in_either_layer(int depth)
    {
        var deep = new string('[', depth) + new string(']', depth);

        Assert.Throws<MalformedMessageException>(() => Read("{\"a\":" + deep + "}"));
        Assert.Throws<MalformedMessageException>(
            () => Read(new JObject { ["oslo.version"] = "2.0", ["oslo.message"] = "{\"a\":" + deep + "}" }.ToString()));
    }

    [Theory]
    [InlineData("""{"n":12345678901234567890123}""")]
    [InlineData("""{"n":1.10}""")]
    [InlineData("""{"t":"2026-01-02T03:04:05Z"}""")]
    [InlineData("""{"s":"\ud83d\ude00 \u00e4 \u0000"}""")]
    [InlineData("""{"s":"a\\b\"c\nd"}""")]
    public void Values_keep_their_text(string inner) =>
        Assert.Equal(inner, MessageJson.Write(Envelope.Read(Envelope.Write((JObject)MessageJson.Parse(inner)))));
}
