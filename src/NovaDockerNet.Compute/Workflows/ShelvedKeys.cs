using System.Globalization;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>What system_metadata says of a shelved server; it must be loaded. nova: compute/utils.py remove_shelved_keys_from_system_metadata.</summary>
static class ShelvedKeys
{
    private const string At = "shelved_at";
    private const string ImageId = "shelved_image_id";
    private const string Host = "shelved_host";

    // Python's isoformat(), which timeutils.parse_strtime reads.
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.ffffff";

    public static void Set(Instance instance, DateTimeOffset at, string imageId, string host)
    {
        instance.SetSystemMetadata(At, at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        instance.SetSystemMetadata(ImageId, imageId);
        instance.SetSystemMetadata(Host, host);
    }

    /// <summary>Null when the server is not shelved.</summary>
    public static string? ImageIdOf(Instance instance) =>
        instance.SystemMetadata.GetValueOrDefault(ImageId) is { Length: > 0 } imageId ? imageId : null;

    /// <summary>Null when there is no readable time.</summary>
    public static DateTimeOffset? AtOf(Instance instance) =>
        DateTimeOffset.TryParse(
            instance.SystemMetadata.GetValueOrDefault(At), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    public static void Remove(Instance instance)
    {
        instance.RemoveSystemMetadata(At);
        instance.RemoveSystemMetadata(ImageId);
        instance.RemoveSystemMetadata(Host);
    }
}
