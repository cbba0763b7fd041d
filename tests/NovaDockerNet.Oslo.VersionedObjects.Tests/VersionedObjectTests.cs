using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects.Tests;

public class VersionedObjectTests
{
    private const string Odd =
        """{"nova_object.name":"Thing","nova_object.namespace":"nova","nova_object.version":"1.2","new_envelope_key":[1.10],"nova_object.data":{"name":"a","size":12345678901234567890123,"ratio":1.50,"unknown":{"x":1.00},"note":null},"nova_object.changes":["name"]}""";

    [Fact]
    public void What_is_not_set_is_sent_as_it_came() => Assert.Equal(Odd, WireJson.ToText(Thing.Parse(Odd).ToPrimitive()));

    [Fact]
    public void Setting_one_field_leaves_the_rest_alone()
    {
        var thing = Thing.Parse(Odd);

        thing.Note = "n";

        var expected = Odd.Replace("\"note\":null", "\"note\":\"n\"", StringComparison.Ordinal).Replace("[\"name\"]", "[\"name\",\"note\"]", StringComparison.Ordinal);
        Assert.Equal(expected, WireJson.ToText(thing.ToPrimitive()));
    }

    [Fact]
    public void Unset_is_not_null()
    {
        var thing = Thing.Parse(Odd);

        Assert.True(thing.IsSet(Thing.Fields.Note));
        Assert.Null(thing.Note);
        Assert.False(thing.IsSet(Thing.Fields.At));
        var e = Assert.Throws<FieldNotSetException>(() => thing.At);
        Assert.Contains("'at' of Thing 1.2", e.Message, StringComparison.Ordinal);
        Assert.Null(thing.GetOrDefault(Thing.Fields.At));

        thing.Unset(Thing.Fields.Name);
        Assert.False(thing.IsSet(Thing.Fields.Name));
        Assert.Empty(thing.Changes);
    }

    [Fact]
    public void Values_that_do_not_fit_are_named()
    {
        var thing = Thing.Parse(Odd);

        Assert.Contains("'size' (IntegerField)", Assert.Throws<ObjectFormatException>(() => thing.Size).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectFormatException>(() => thing.Name = null!);
        thing.Envelope["nova_object.data"]!["name"] = 5;
        Assert.Throws<ObjectFormatException>(() => thing.Name);
        thing.Envelope["nova_object.data"]!["name"] = JValue.CreateNull();
        Assert.Throws<ObjectFormatException>(() => thing.Name);
    }

    [Fact]
    public void A_null_made_in_memory_is_null_too()
    {
        var thing = Thing.Parse(Odd);
        thing.Envelope["nova_object.data"]!["note"] = (string?)null;
        thing.Envelope["nova_object.data"]!["name"] = (string?)null;

        Assert.Null(thing.Note);
        Assert.Throws<ObjectFormatException>(() => thing.Name);
    }

    [Fact]
    public void Times_are_whole_seconds_of_utc()
    {
        var thing = Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"));

        thing.At = new DateTimeOffset(2025, 1, 2, 5, 4, 5, 678, TimeSpan.FromHours(2));

        Assert.Equal("2025-01-02T03:04:05Z", thing.Envelope["nova_object.data"]!.Value<string>("at"));
        Assert.Equal(new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero), thing.At);
    }

    [Fact]
    public void Nested_objects_share_the_node_and_report_their_changes()
    {
        var thing = Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"));
        var child = Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"));
        thing.Child = child;
        thing.ResetChanges();

        child.Size = 3;

        Assert.Equal(3, thing.Child!.Size);
        Assert.Equal(["child"], thing.Changes);
        thing.Child.Size = 4;
        Assert.Equal(4, child.Size);

        thing.ResetChanges();
        Assert.Empty(child.Changes);
    }

    [Fact]
    public void An_object_that_has_a_parent_is_copied_on_assignment()
    {
        var one = Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"));
        var other = Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"));
        one.Child = Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"));
        one.Child.Name = "x";

        other.Child = one.Child;
        other.Child!.Name = "y";

        Assert.Equal("x", one.Child.Name);
    }

    [Fact]
    public void A_member_of_a_list_changes_the_list_and_its_owner()
    {
        var thing = Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"));
        var list = ThingList.View(VersionedObject.NewEnvelope("ThingList", "1.0"));
        list.Objects = [Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"))];
        thing.Children = list;
        thing.ResetChanges();

        thing.Children[0].Name = "n";
        var sent = thing.ToPrimitive();

        Assert.Equal(["children"], thing.Changes);
        Assert.Equal("children", Assert.Single(sent["nova_object.changes"]!));
        Assert.Equal("objects", Assert.Single(sent["nova_object.data"]!["children"]!["nova_object.changes"]!));
        Assert.Equal("n", Assert.Single(thing.Children).Name);
    }

    [Fact]
    public void Some_changes_can_be_forgotten()
    {
        var thing = Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"));
        thing.Name = "a";
        thing.Labels = ImmutableDictionary<string, string?>.Empty.Add("k", null);
        thing.Child = Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"));
        thing.Child.Name = "b";

        thing.ResetChanges(["child", "name"]);

        Assert.Equal(["labels"], thing.Changes);
        Assert.Null(thing.Labels["k"]);
    }

    [Fact]
    public void Updates_replace_known_fields_and_the_change_list()
    {
        var thing = Thing.Parse(Odd);
        thing.Note = "mine";

        thing.ApplyUpdates((JObject)WireJson.Parse("""{"name": "b", "child": {"nova_object.name": "Thing", "nova_object.data": {"name": "c"}}, "else": 1, "obj_what_changed": []}"""));

        Assert.Equal("b", thing.Name);
        Assert.Equal("c", thing.Child!.Name);
        Assert.Equal("mine", thing.Note);
        Assert.False(thing.IsSet("else"));
        Assert.Empty(thing.Changes);
        Assert.Null(thing.Envelope["nova_object.changes"]);
    }

    [Fact]
    public void A_field_of_a_later_version_cannot_be_set_on_an_older_object()
    {
        var old = Thing.View(VersionedObject.NewEnvelope("Thing", "1.2"));
        var current = Thing.View(VersionedObject.NewEnvelope("Thing", "1.10"));

        Assert.Throws<FieldNotInVersionException>(() => old.Late = true);
        current.Late = true;
        Assert.True(current.Late);
    }

    [Fact]
    public void Unknown_classes_stay_opaque()
    {
        var registry = new ObjectRegistry().Add<Thing>().Add<ThingList>();
        var text = Odd.Replace("\"Thing\"", "\"Other\"", StringComparison.Ordinal);

        var view = registry.View((JObject)WireJson.Parse(text));

        var opaque = Assert.IsType<OpaqueObject>(view);
        Assert.Equal("Other", opaque.ObjectName);
        Assert.Equal(1, opaque.Peek("unknown")!.Value<int>("x"));
        Assert.Equal(text, WireJson.ToText(opaque.ToPrimitive()));
        Assert.IsType<Thing>(registry.View((JObject)WireJson.Parse(Odd)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"nova_object.name": "Thing"}""")]
    [InlineData("""{"nova_object.name": 1, "nova_object.data": {}}""")]
    public void What_is_no_primitive_is_refused(string json) => Assert.Throws<ObjectFormatException>(() => Thing.Parse(json));
}
