using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Objects.Instances;

public sealed partial class Instance
{
    private const string ImagePrefix = "image_";

    // nova/utils.py SM_INHERITABLE_KEYS and SM_SKIP_KEYS.
    private static readonly HashSet<string> ImageAttributes = new(StringComparer.Ordinal)
    {
        "min_ram", "min_disk", "disk_format", "container_format",
    };

    private static readonly HashSet<string> NotInherited = new(StringComparer.Ordinal)
    {
        "img_mappings", "img_block_device_mapping", "mappings", "block_device_mapping",
    };

    /// <summary>The network model of the info cache; empty when there is no cache (nova: instance.get_network_info).</summary>
    public NetworkInfo GetNetworkInfo() =>
        GetOrDefault(Fields.InfoCache) is { } cache && cache.GetOrDefault(InstanceInfoCache.Fields.NetworkInfo) is { Length: > 0 } json
            ? NetworkInfo.Parse(json)
            : new NetworkInfo();

    /// <summary>The image the server was made from, as kept in system_metadata (nova/utils.py get_image_from_system_metadata).</summary>
    public JObject GetImageFromSystemMetadata()
    {
        var image = new JObject();
        var properties = new JObject();
        foreach (var (name, value) in SystemMetadata)
        {
            if (value is null)
                continue;
            var key = name.StartsWith(ImagePrefix, StringComparison.Ordinal) ? name[ImagePrefix.Length..] : name;
            if (NotInherited.Contains(key))
                continue;
            (ImageAttributes.Contains(key) ? image : properties)[key] = value;
        }

        image["properties"] = properties;
        return image;
    }

    /// <summary>Sets one key and keeps all others, because a save replaces the whole dictionary.</summary>
    public void SetSystemMetadata(string key, string? value) => SystemMetadata = SystemMetadata.SetItem(key, value);

    public void RemoveSystemMetadata(string key)
    {
        var rest = SystemMetadata.Remove(key);
        if (!ReferenceEquals(rest, SystemMetadata))
            SystemMetadata = rest;
    }
}
