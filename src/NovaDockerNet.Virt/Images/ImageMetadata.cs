using System.Globalization;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Virt.Images;

/// <summary>What matters of Glance's record of an image, from nova's image dictionary or Glance's own.</summary>
sealed record ImageMetadata
{
    private const string Md5 = "md5";

    public required string Id { get; init; }

    public string Status { get; init; } = "active";

    public string? ContainerFormat { get; init; }

    public string? DiskFormat { get; init; }

    public long Size { get; init; }

    public long MinDiskGb { get; init; }

    public long MinRamMb { get; init; }

    /// <summary>md5, sha256, sha512...; null when Glance has no hash.</summary>
    public string? HashAlgorithm { get; init; }

    public string? HashValue { get; init; }

    public string Repository => $"nova/{Id}";

    /// <summary>The identity of the content: never the image's name.</summary>
    public string Tag => $"{HashAlgorithm}-{HashValue![..Math.Min(32, HashValue!.Length)]}";

    public string Reference => $"{Repository}:{Tag}";

    public static ImageMetadata From(JObject image)
    {
        var id = Text(image, "id");
        if (string.IsNullOrEmpty(id))
            throw new ImageUnacceptable("(none)", "a server of a container host starts from an image; volumes are not supported");
        // The id becomes part of a tag and of a path.
        if (!Guid.TryParseExact(id, "D", out _))
            throw new ImageUnacceptable(id, "its id is not a uuid");
        var algorithm = Text(image, "os_hash_algo");
        var value = Text(image, "os_hash_value");
        if (string.IsNullOrEmpty(algorithm) || string.IsNullOrEmpty(value))
            (algorithm, value) = (Md5, Text(image, "checksum"));
        var hex = value is { Length: > 0 } && value.All(char.IsAsciiHexDigit);
        return new ImageMetadata
        {
            Id = id,
            Status = Text(image, "status") ?? "active",
            ContainerFormat = Text(image, "container_format"),
            DiskFormat = Text(image, "disk_format"),
            Size = Number(image, "size"),
            MinDiskGb = Number(image, "min_disk"),
            MinRamMb = Number(image, "min_ram"),
            HashAlgorithm = hex ? algorithm!.ToLowerInvariant() : null,
            HashValue = hex ? value!.ToLowerInvariant() : null,
        };
    }

    private static string? Text(JObject image, string key) => image[key] is JValue { Type: JTokenType.String } value ? (string?)value : null;

    private static long Number(JObject image, string key) => image[key] switch
    {
        JValue { Type: JTokenType.Integer } number => (long)number,
        // system_metadata holds everything as text.
        JValue { Type: JTokenType.String } text when long.TryParse((string?)text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => n,
        _ => 0,
    };
}
