using Newtonsoft.Json.Linq;
using OVSDB.Net.Replicas;
using Xunit;

namespace OVSDB.Net.Tests;

public sealed class ReplicaUpdatesTests
{
    private const string A = "00000000-0000-0000-0000-00000000000a";
    private const string B = "00000000-0000-0000-0000-00000000000b";

    private static readonly OvsdbSchema s_schema = OvsdbSchema.FromJson(JObject.Parse(
        """
        {"tables":{"Interface":{"columns":{
          "name":{"type":"string"},
          "ofport":{"type":{"key":"integer","min":0,"max":1}},
          "trunks":{"type":{"key":"integer","min":0,"max":4096}},
          "peers":{"type":{"key":"uuid","min":0,"max":"unlimited"}},
          "external_ids":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}}}}}}
        """));

    private static readonly Replica s_empty = Replica.Empty(
        ["Interface"], [new OvsIndex("Interface", "name"), new OvsIndex("Interface", "external_ids", "iface-id"), new OvsIndex("Interface", "ofport")], 1);

    [Fact]
    public void Differences_apply_by_the_columns_type()
    {
        var replica = Apply2(s_empty, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"initial":{"name":"tap1","trunks":["set",[1,2]],"external_ids":["map",[["iface-id","p1"],["k","1"],["gone","x"]]]}}}}""");
        replica = Apply2(replica, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"modify":{"ofport":3,"trunks":["set",[2,3]],"external_ids":["map",[["k","2"],["gone","x"],["new","n"]]]}}}}""");

        var row = replica.Table("Interface").FindByName("tap1")!;
        Assert.Equal(3, row.Integer("ofport"));
        Assert.Equal(OvsSet.Empty.Elements, Apply2(replica, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"modify":{"ofport":["set",[]]}}}}""").Table("Interface").Find(row.Uuid)!["ofport"]!.Elements);
        Assert.Equal(new OvsSet([new OvsAtom(1), new OvsAtom(3)]), row["trunks"]);
        Assert.Equal(OvsMap.Of([new("iface-id", "p1"), new("k", "2"), new("new", "n")]), row["external_ids"]);
    }

    [Fact]
    public void A_set_difference_may_be_a_bare_atom_and_the_old_value_left_out()
    {
        var replica = Apply2(s_empty, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"insert":{"name":"x"}}}}""");
        replica = Apply2(replica, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"modify":{"peers":["uuid","{{{{{{{B}}}}}}}"],"external_ids":["map",[["a","1"]]]}}}}""");
        var row = replica.Table("Interface").Rows.Single();
        Assert.Equal([Uuid.Parse(B)], row.References("peers"));
        Assert.Equal("1", row.Map("external_ids")["a"]);
        replica = Apply2(replica, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"modify":{"peers":["uuid","{{{{{{{B}}}}}}}"]}}}}""");
        Assert.Empty(replica.Table("Interface").Rows.Single().References("peers"));
    }

    [Fact]
    public void Columns_left_out_of_a_new_row_have_their_defaults()
    {
        var row = Apply2(s_empty, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"initial":{}}}}""").Table("Interface").Rows.Single();
        Assert.Equal("", row.Text("name"));
        Assert.Null(row.Integer("ofport"));
        Assert.Equal(OvsSet.Empty, row["peers"]);
        Assert.Equal(OvsMap.Empty, row["external_ids"]);
    }

    [Fact]
    public void Plain_updates_replace_rows_and_delete_them()
    {
        var replica = Apply(s_empty, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"new":{"name":"one"}},"{{{{{{{B}}}}}}}":{"new":{"name":"two"}}}}""");
        replica = Apply(replica, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"old":{"name":"one"},"new":{"name":"three"}},"{{{{{{{B}}}}}}}":{"old":{"name":"two"}}}}""");
        Assert.Equal("three", replica.Table("Interface").Rows.Single().Text("name"));
    }

    [Fact]
    public void Indexes_follow_the_rows()
    {
        var first = Apply2(s_empty, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"insert":{"name":"a","external_ids":["map",[["iface-id","p"]]]}},"{{{{{{{B}}}}}}}":{"insert":{"name":"b","external_ids":["map",[["iface-id","p"]]]}}}}""");
        var second = Apply2(first, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"modify":{"name":"c","external_ids":["map",[["iface-id","q"]]]}},"{{{{{{{B}}}}}}}":{"delete":null}}}""");

        var old = first.Table("Interface");
        Assert.Equal(2, old.FindAll("external_ids", "iface-id", "p").Count);
        Assert.Equal(A, old.FindByName("a")!.Uuid.ToString());

        var now = second.Table("Interface");
        Assert.Equal(1, now.Count);
        Assert.Empty(now.FindAll("external_ids", "iface-id", "p"));
        Assert.Equal("c", Assert.Single(now.FindAll("external_ids", "iface-id", "q")).Text("name"));
        Assert.Null(now.FindByName("a"));
        Assert.Null(now.FindByName("b"));
        Assert.Equal("c", Assert.Single(now.FindAll("external_ids", "nothing indexed", "x").Concat(now.FindAll("name", new OvsAtom("c")))).Text("name"));
    }

    [Fact]
    public void A_modification_of_an_unknown_row_is_an_error() =>
        Assert.Throws<FormatException>(() => Apply2(s_empty, $$$$$$$"""{"Interface":{"{{{{{{{A}}}}}}}":{"modify":{"name":"x"}}}}"""));

    [Fact]
    public void A_table_nobody_monitors_is_named() =>
        Assert.Contains("QoS", Assert.Throws<ArgumentException>(() => s_empty.Table("QoS")).Message, StringComparison.Ordinal);

    private static Replica Apply2(Replica replica, string json) => ReplicaUpdates.ApplyDifferences(replica, (JObject)OvsValueTests.Token(json), s_schema);

    private static Replica Apply(Replica replica, string json) => ReplicaUpdates.Apply(replica, (JObject)OvsValueTests.Token(json));
}
