using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Glance;

/// <summary>An image's record, Image API v2. Properties an operator added are members of the same object.</summary>
public sealed record GlanceImage(JObject Json)
{
    public string Id => (string)Json["id"]!;

    public string Name => (string?)Json["name"] ?? "";

    /// <summary>"active" is the only state in which the data can be had.</summary>
    public string Status => (string?)Json["status"] ?? "";

    public string? DiskFormat => (string?)Json["disk_format"];

    public string? ContainerFormat => (string?)Json["container_format"];

    /// <summary>Bytes; null while queued.</summary>
    public long? Size => (long?)Json["size"];

    /// <summary>MD5, hexadecimal.</summary>
    public string? Checksum => (string?)Json["checksum"];

    /// <summary>"sha512"; null for images older than multihash.</summary>
    public string? HashAlgorithm => (string?)Json["os_hash_algo"];

    public string? HashValue => (string?)Json["os_hash_value"];

    public int MinDisk => (int?)Json["min_disk"] ?? 0;

    public int MinRam => (int?)Json["min_ram"] ?? 0;
}
