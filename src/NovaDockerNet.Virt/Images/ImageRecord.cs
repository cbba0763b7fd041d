using Newtonsoft.Json;

namespace NovaDockerNet.Virt.Images;

/// <summary>What was loaded for a Glance image. The file's modification time is the last use.</summary>
sealed record ImageRecord
{
    [JsonProperty("image_id")]
    public required string ImageId { get; init; }

    [JsonProperty("reference")]
    public required string Reference { get; init; }

    /// <summary>Docker's id when we loaded it: if the tag names another one now, someone moved it.</summary>
    [JsonProperty("docker_id")]
    public required string DockerId { get; init; }

    [JsonProperty("hash_algorithm")]
    public required string HashAlgorithm { get; init; }

    [JsonProperty("hash_value")]
    public required string HashValue { get; init; }
}
