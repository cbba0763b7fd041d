namespace NovaDockerNet.Oslo.VersionedObjects.Tests;

public class WireJsonTests
{
    [Theory]
    [InlineData("""{"t":"2025-01-02T03:04:05.000000"}""")]
    [InlineData("""[1.10,16.0,-0.5,12345678901234567890123,true,null,"\u0001é"]""")]
    public void Text_numbers_and_dates_keep_their_spelling(string json) => Assert.Equal(json, WireJson.ToText(WireJson.Parse(json)));

    [Theory]
    [InlineData("NaN")]
    [InlineData("[Infinity]")]
    [InlineData("{\"a\": -Infinity}")]
    [InlineData("{} {}")]
    [InlineData("{")]
    public void What_is_not_json_is_refused(string text) => Assert.Throws<ObjectFormatException>(() => WireJson.Parse(text));

    [Fact]
    public void Depth_is_limited() =>
        Assert.Throws<ObjectFormatException>(() => WireJson.Parse(new string('[', WireJson.MaxDepth + 1) + new string(']', WireJson.MaxDepth + 1)));
}
