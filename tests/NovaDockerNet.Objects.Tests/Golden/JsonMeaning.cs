using System.Text.Json;

namespace NovaDockerNet.Objects.Tests.Golden;

/// <summary>Compares JSON with another parser than the product's; numbers by their spelling.</summary>
internal static class JsonMeaning
{
    public static string? Difference(string expected, string actual)
    {
        using var left = JsonDocument.Parse(expected);
        using var right = JsonDocument.Parse(actual);
        return Difference(left.RootElement, right.RootElement, "$");
    }

    private static string? Difference(JsonElement a, JsonElement b, string path)
    {
        if (a.ValueKind != b.ValueKind)
            return $"{path}: {a.ValueKind} became {b.ValueKind}";
        switch (a.ValueKind)
        {
            case JsonValueKind.Object:
                var names = a.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal).ToList();
                var others = b.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal).ToList();
                if (!names.SequenceEqual(others))
                    return $"{path}: keys [{string.Join(',', names.Except(others))}] lost, [{string.Join(',', others.Except(names))}] added";
                return names.Select(n => Difference(a.GetProperty(n), b.GetProperty(n), $"{path}.{n}")).FirstOrDefault(d => d is not null);
            case JsonValueKind.Array:
                if (a.GetArrayLength() != b.GetArrayLength())
                    return $"{path}: {a.GetArrayLength()} items became {b.GetArrayLength()}";
                return a.EnumerateArray().Zip(b.EnumerateArray()).Select((pair, i) => Difference(pair.First, pair.Second, $"{path}[{i}]"))
                    .FirstOrDefault(d => d is not null);
            case JsonValueKind.String:
                return a.GetString() == b.GetString() ? null : $"{path}: '{a}' became '{b}'";
            default:
                return a.GetRawText() == b.GetRawText() ? null : $"{path}: {a.GetRawText()} became {b.GetRawText()}";
        }
    }
}
