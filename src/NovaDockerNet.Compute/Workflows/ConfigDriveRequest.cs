using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>nova: virt/configdrive.py required_by.</summary>
static class ConfigDriveRequest
{
    /// <summary>Asked for by the user, by the operator, or by the image.</summary>
    public static bool IsRequired(Instance instance, ComputeOptions options) =>
        IsTrue(instance.GetOrDefault(Instance.Fields.ConfigDrive))
        // Only of new servers: one that was launched without has got its data elsewhere.
        || (options.ForceConfigDrive && instance.GetOrDefault(Instance.Fields.LaunchedAt) is null)
        || (instance.GetOrDefault(Instance.Fields.SystemMetadata)?.GetValueOrDefault("image_img_config_drive") == "mandatory");

    // nova-api stores "True" or "".
    private static bool IsTrue(string? text) => !string.IsNullOrEmpty(text) && !text.Equals("false", StringComparison.OrdinalIgnoreCase);
}
