using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Xunit;

namespace OVSDB.Net.Tests;

public sealed class OvsdbTransactionTests
{
    private static readonly Uuid s_bridge = Uuid.Parse("550e8400-e29b-41d4-a716-446655440000");

    [Fact]
    public void Operations_are_written_as_the_RFC_has_them()
    {
        var transaction = new OvsdbTransaction()
            .Add(new OvsdbComment("add-port"))
            .Add(new OvsdbWait("Bridge", [OvsCondition.Is(s_bridge)], ["name"], [new Dictionary<string, OvsValue> { ["name"] = "br-int" }]))
            .Add(new OvsdbInsert("Interface", new Dictionary<string, OvsValue> { ["name"] = "tap", ["external_ids"] = OvsMap.Of([new("k", "v")]) }, new NamedUuid("i")))
            .Add(new OvsdbInsert("Port", new Dictionary<string, OvsValue> { ["name"] = "tap", ["interfaces"] = new NamedUuid("i") }, new NamedUuid("p")))
            .Mutate("Bridge", [OvsCondition.Is(s_bridge)], OvsMutation.Insert("ports", new NamedUuid("p")), OvsMutation.Delete("ports", s_bridge))
            .Update("Port", [OvsCondition.Equal("name", "tap")], new Dictionary<string, OvsValue> { ["tag"] = 5 })
            .Delete("QoS", [OvsCondition.Includes("external_ids", OvsMap.Of([new("a", "b")]))])
            .Add(new OvsdbSelect("Port", [], ["name"]))
            .Add(new OvsdbAbort());

        var expected = JArray.Parse(
            """
            ["Open_vSwitch",
             {"op":"comment","comment":"add-port"},
             {"op":"wait","table":"Bridge","where":[["_uuid","==",["uuid","550e8400-e29b-41d4-a716-446655440000"]]],"timeout":0,"columns":["name"],"until":"==","rows":[{"name":"br-int"}]},
             {"op":"insert","table":"Interface","row":{"name":"tap","external_ids":["map",[["k","v"]]]},"uuid-name":"i"},
             {"op":"insert","table":"Port","row":{"name":"tap","interfaces":["named-uuid","i"]},"uuid-name":"p"},
             {"op":"mutate","table":"Bridge","where":[["_uuid","==",["uuid","550e8400-e29b-41d4-a716-446655440000"]]],"mutations":[["ports","insert",["named-uuid","p"]],["ports","delete",["uuid","550e8400-e29b-41d4-a716-446655440000"]]]},
             {"op":"update","table":"Port","where":[["name","==","tap"]],"row":{"tag":5}},
             {"op":"delete","table":"QoS","where":[["external_ids","includes",["map",[["a","b"]]]]]},
             {"op":"select","table":"Port","where":[],"columns":["name","_uuid"]},
             {"op":"abort"}]
            """);
        Assert.Equal(expected.ToString(Formatting.None), transaction.ToJson("Open_vSwitch").ToString(Formatting.None));
    }

    [Fact]
    public void Names_are_unique_over_transactions()
    {
        var names = new[] { new OvsdbTransaction(), new OvsdbTransaction() }.Select(one => one.Insert("Port", new Dictionary<string, OvsValue>())).ToList();
        Assert.NotEqual(names[0], names[1]);
    }

    [Fact]
    public void Results_come_per_operation()
    {
        OvsdbOperation[] operations = [new OvsdbInsert("Port", new Dictionary<string, OvsValue>()), new OvsdbDelete("Port", []), new OvsdbSelect("Port", [])];
        var results = TransactReply.Read(
            JArray.Parse("""[{"uuid":["uuid","550e8400-e29b-41d4-a716-446655440000"]},{"count":3},{"rows":[{"_uuid":["uuid","550e8400-e29b-41d4-a716-446655440000"],"name":"x"}]}]"""),
            operations);
        Assert.Equal(s_bridge, results[0].Uuid);
        Assert.Equal(3, results[1].Count);
        Assert.Equal(("x", s_bridge), (results[2].Rows[0].Text("name")!, results[2].Rows[0].Uuid));
    }

    [Theory]
    [InlineData("""[{},{"error":"timed out","details":"\"wait\" timed out"},null]""", 1)]
    [InlineData("""[{},{},{},{"error":"constraint violation","details":"two rows"}]""", null)]
    public void An_error_names_its_operation(string reply, int? index)
    {
        OvsdbOperation[] operations = [new OvsdbComment("a"), new OvsdbWait("Bridge", [], [], []), new OvsdbAbort()];
        var failure = Assert.Throws<OvsdbOperationException>(() => TransactReply.Read(JArray.Parse(reply), operations));
        Assert.Same(index is { } at ? operations[at] : null, failure.Operation);
        Assert.Contains(failure.Error, failure.Message, StringComparison.Ordinal);
        Assert.Contains(failure.Details!, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_reply_is_no_success() =>
        Assert.Throws<FormatException>(() => TransactReply.Read(JArray.Parse("[{}]"), [new OvsdbComment("a"), new OvsdbComment("b")]));
}
