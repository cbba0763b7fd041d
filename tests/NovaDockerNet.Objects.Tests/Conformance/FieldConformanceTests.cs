using System.Text.Json;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Objects.Tests.Golden;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Tests.Conformance;

/// <summary>The typed classes against nova's own field tables of each release.</summary>
public class FieldConformanceTests
{
    public static TheoryData<string> Releases => new("26", "31", "33", "34");

    [Theory]
    [MemberData(nameof(Releases))]
    public void Classes_declare_nova_fields(string release)
    {
        using var contract = TestData.Contract();
        var objects = contract.RootElement.GetProperty(release).GetProperty("objects");
        var problems = new List<string>();
        foreach (var name in NovaObjects.Registry.Names)
        {
            var declared = NovaObjects.Registry.FieldsOf(name)!;
            var expected = objects.GetProperty(name);
            var version = ObjectVersion.Parse(expected.GetProperty("version").GetString()!);
            foreach (var field in expected.GetProperty("fields").EnumerateObject())
                problems.AddRange(Compare(name, declared.Find(field.Name), field));
            foreach (var field in declared.Fields)
            {
                var known = expected.GetProperty("fields").TryGetProperty(field.Name, out _);
                var wanted = field.Since is not { } since || version >= since;
                if (known != wanted)
                    problems.Add($"{name}.{field.Name}: nova {release} ({version}) {(known ? "has" : "lacks")} it, declared since {field.Since?.ToString() ?? "ever"}");
            }
        }

        Assert.Empty(problems);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Profiles_know_every_registered_object_at_its_version(string release)
    {
        using var contract = TestData.Contract();
        var profile = NovaProfile.ForRelease(release);
        var expected = contract.RootElement.GetProperty(release).GetProperty("all").EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.GetString());

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), profile.ObjectNames.Order(StringComparer.Ordinal));
        Assert.All(expected, pair => Assert.Equal(pair.Value, profile.VersionOf(pair.Key).ToString()));
    }

    private static IEnumerable<string> Compare(string name, Field? field, JsonProperty expected)
    {
        if (field is null)
        {
            yield return $"{name}.{expected.Name} is not declared";
            yield break;
        }

        var type = expected.Value.GetProperty("type").GetString();
        if (field.WireType != type)
            yield return $"{name}.{expected.Name} is a {field.WireType}, in nova a {type}";
        if (field.Nullable != expected.Value.GetProperty("nullable").GetBoolean())
            yield return $"{name}.{expected.Name} nullable is {field.Nullable}, in nova the opposite";
        var nested = expected.Value.GetProperty("object").GetString();
        if (field.ObjectName != nested)
            yield return $"{name}.{expected.Name} holds {field.ObjectName}, in nova {nested}";
    }
}
