using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Tests.Golden;

/// <summary>Every object nova serialises comes back as it went in, read through the typed views or not.</summary>
public class RoundTripTests
{
    public static TheoryData<string> Files => new(
        "samples-26.jsonl.gz", "samples-31.jsonl.gz", "samples-33.jsonl.gz", "samples-34.jsonl.gz", "corpus-26.jsonl.gz", "corpus-31.jsonl.gz");

    [Theory]
    [MemberData(nameof(Files))]
    public void Kept_and_sent_on_without_loss(string file)
    {
        var count = 0;
        foreach (var line in TestData.Lines(file))
        {
            var view = NovaObjects.Registry.View((JObject)WireJson.Parse(line));
            ReadEverything(view);
            Assert.Null(JsonMeaning.Difference(line, WireJson.ToText(view.ToPrimitive())));
            count++;
        }

        Assert.True(count > 100, $"{file} holds only {count} objects");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Fields_decode_and_encode_to_the_same_json(string file)
    {
        var fields = 0;
        foreach (var line in TestData.Lines(file))
        {
            foreach (var envelope in ((JObject)WireJson.Parse(line)).DescendantsAndSelf().OfType<JObject>().Where(o => VersionedObject.IsObject(o)))
            {
                if (NovaObjects.Registry.FieldsOf(envelope.Value<string>(EnvelopeKeys.Name)!) is not { } table)
                    continue;
                foreach (var (name, node) in (JObject)envelope[EnvelopeKeys.Data]!)
                {
                    var field = table.Find(name);
                    Assert.True(field is not null, $"{envelope[EnvelopeKeys.Name]} declares no field '{name}'");
                    // A nested object is looked at in its own turn.
                    if (field.ObjectName is not null)
                        continue;
                    var before = WireJson.ToText(node!);
                    var after = WireJson.ToText(field.EncodeBoxed(field.DecodeBoxed(node!)));
                    Assert.True(JsonMeaning.Difference(before, after) is null, $"{envelope[EnvelopeKeys.Name]}.{name}: {before} became {after}");
                    fields++;
                }
            }
        }

        Assert.True(fields > 1000, $"{file} has only {fields} typed fields");
    }

    private static void ReadEverything(VersionedObject view)
    {
        foreach (var field in NovaObjects.Registry.FieldsOf(view.ObjectName)?.Fields.Where(f => view.IsSet(f)) ?? [])
        {
            var value = field.DecodeBoxed(((JObject)view.Envelope[EnvelopeKeys.Data]!)[field.Name]!);
            if (value is VersionedObject nested)
                ReadEverything(nested);
            foreach (var item in (value as System.Collections.IEnumerable)?.OfType<VersionedObject>() ?? [])
                ReadEverything(item);
        }
    }
}
