using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OVSDB.Net.Sessions;
using Xunit;

namespace OVSDB.Net.Tests;

public sealed class OvsValueTests
{
    private const string Id = "550e8400-e29b-41d4-a716-446655440000";

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("5")]
    [InlineData("9223372036854775807")]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("""["uuid","550e8400-e29b-41d4-a716-446655440000"]""")]
    [InlineData("""["named-uuid","row1"]""")]
    [InlineData("""["set",[]]""")]
    [InlineData("""["set",["a","b"]]""")]
    [InlineData("""["set",[["uuid","550e8400-e29b-41d4-a716-446655440000"]]]""")]
    [InlineData("""["map",[]]""")]
    [InlineData("""["map",[["iface-id","x"]]]""")]
    [InlineData("""["map",[[1,["uuid","550e8400-e29b-41d4-a716-446655440000"]]]]""")]
    public void A_value_survives_reading_and_writing(string json) =>
        Assert.Equal(json, OvsValue.FromJson(Token(json)).ToJson().ToString(Formatting.None));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""["bag",[]]""")]
    [InlineData("""["set",[null]]""")]
    [InlineData("""["map",[["only"]]]""")]
    [InlineData("""["uuid","x"]""")]
    public void What_is_no_value_is_refused(string json) => Assert.Throws<FormatException>(() => OvsValue.FromJson(Token(json)));

    [Fact]
    public void An_optional_column_is_an_empty_set_or_an_atom()
    {
        var row = Row("""{"ofport":["set",[]],"tag":["set",[7]],"mtu":1500,"name":"tap","error":["set",[]]}""");
        Assert.Null(row.Integer("ofport"));
        Assert.Equal(7, row.Integer("tag"));
        Assert.Equal(1500, row.Integer("mtu"));
        Assert.Equal("tap", row.Text("name"));
        Assert.Null(row.Text("error"));
        Assert.Null(row.Text("not monitored"));
        Assert.Throws<FormatException>(() => row.Integer("name"));
    }

    [Fact]
    public void References_and_maps_read_as_plain_values()
    {
        var row = Row($$"""{"ports":["uuid","{{Id}}"],"none":["set",[]],"external_ids":["map",[["a","1"],["b","2"]]],"queues":["map",[[0,["uuid","{{Id}}"]]]]}""");
        Assert.Equal([Uuid.Parse(Id)], row.References("ports"));
        Assert.Equal(Uuid.Parse(Id), row.Reference("ports"));
        Assert.Empty(row.References("none"));
        Assert.Equal("2", row.Map("external_ids")["b"]);
        Assert.Equal(Id, row.Map("queues")["0"]);
        Assert.Empty(row.Map("ports"));
    }

    [Fact]
    public void Sets_and_maps_compare_by_content()
    {
        Assert.Equal(OvsSet.Of(["a", "b"]), OvsSet.Of(["b", "a"]));
        Assert.NotEqual(OvsSet.Of(["a"]), OvsSet.Of(["a", "b"]));
        Assert.Equal(OvsMap.Of([new("a", "1"), new("b", "2")]), OvsMap.Of([new("b", "2"), new("a", "1")]));
        Assert.NotEqual(OvsMap.Of([new("a", "1")]), OvsMap.Of([new("a", "2")]));
    }

    internal static JToken Token(string json) => JsonText.Parse(System.Text.Encoding.UTF8.GetBytes("{\"v\":" + json + "}"))["v"]!;

    private static OvsRow Row(string json) => OvsdbOperationResult.FromJson(new JObject { ["rows"] = new JArray(Token(json)) }).Rows[0];
}
