namespace NovaDockerNet.Virt.Plans;

/// <summary>Server metadata as environment variables.</summary>
/// <remarks>
/// Every item becomes a variable of the same name, without a prefix, so that images configured by environment work as they are. Characters no
/// shell takes in a name become underscores, and a leading digit gets one before it; of two items that collide then the first in ordinal
/// order of the original names wins.
/// </remarks>
static class GuestEnvironment
{
    public static IReadOnlyList<string> From(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in metadata.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            var name = Sanitise(key);
            // A value with a NUL cannot be handed to any process.
            if (name.Length > 0 && !value.Contains('\0', StringComparison.Ordinal))
                variables.TryAdd(name, value);
        }
        return [.. variables.Select(v => $"{v.Key}={v.Value}")];
    }

    private static string Sanitise(string key)
    {
        var name = string.Concat(key.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return name.Length > 0 && char.IsAsciiDigit(name[0]) ? "_" + name : name;
    }
}
