namespace NovaDockerNet.Netlink.Namespaces;

/// <summary>/proc/sys/net: what is read and written there belongs to the network namespace of the calling thread.</summary>
public static class Sysctl
{
    /// <summary>Writes values inside the namespace, or in the process's own if it is null. Keys are paths below /proc/sys/net.</summary>
    /// <remarks>A key that does not exist is left out: a kernel booted with ipv6.disable=1 has none of net/ipv6.</remarks>
    public static async Task WriteAsync(NetworkNamespace? target, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (target is null) Write(values);
        else await target.RunAsync(() => Write(values));
    }

    /// <summary>Null where the key does not exist.</summary>
    public static async Task<string?> ReadAsync(NetworkNamespace? target, string key)
        => target is null ? Read(key) : await target.RunAsync(() => Read(key));

    internal static void Write(IReadOnlyList<KeyValuePair<string, string>> values)
    {
        foreach (var (key, value) in values)
        {
            var file = Path.Combine("/proc/sys/net", key);
            if (File.Exists(file)) File.WriteAllText(file, value);
        }
    }

    private static string? Read(string key)
    {
        var file = Path.Combine("/proc/sys/net", key);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }
}
