using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Metadata;
using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>[api], as far as a config drive is made of it (nova/conf/api.py).</summary>
internal static class ApiSection
{
    private const string Group = "api";
    private const string StaticJson = "StaticJSON";

    public static readonly ConfigOption<string> DhcpDomain = Options.String(
        Group, "dhcp_domain", "novalocal", "Domain of the host name on a config drive.", deprecatedNames: ["DEFAULT.dhcp_domain"]);

    public static readonly ConfigOption<string> SkipVersions = Options.String(
        Group, "config_drive_skip_versions", string.Join(' ', new MetadataOptions().SkippedVersions),
        "EC2 versions left out of a config drive, separated by blanks.", deprecatedNames: ["DEFAULT.config_drive_skip_versions"]);

    public static readonly ConfigOption<IReadOnlyList<string>> VendorDataProviders = Options.List(
        Group, "vendordata_providers", [StaticJson], "Where vendor data comes from. StaticJSON is the one this service knows.",
        deprecatedNames: ["DEFAULT.vendordata_providers"]);

    public static readonly ConfigOption<string?> VendorDataFile = Options.OptionalString(
        Group, "vendordata_jsonfile_path", "File with the JSON object that StaticJSON puts on config drives.",
        deprecatedNames: ["DEFAULT.vendordata_jsonfile_path"]);

    public static IReadOnlyList<ConfigOption> All { get; } = [DhcpDomain, SkipVersions, VendorDataProviders, VendorDataFile];

    public static MetadataOptions ToMetadata(OsloConfig config)
    {
        var providers = config.Get(VendorDataProviders);
        if (providers.FirstOrDefault(provider => provider != StaticJson) is { } unknown)
            throw Wrong(config, VendorDataProviders, $"the provider {unknown} is not supported, only {StaticJson} is");
        var file = config.Get(VendorDataFile);
        if (!string.IsNullOrEmpty(file) && providers.Count > 0)
        {
            try
            {
                _ = JObject.Parse(File.ReadAllText(file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
            {
                throw Wrong(config, VendorDataFile, $"{file} cannot be read as a JSON object: {e.Message}", e);
            }
        }
        return new MetadataOptions
        {
            DhcpDomain = config.Get(DhcpDomain),
            SkippedVersions = config.Get(SkipVersions).Split(' ', StringSplitOptions.RemoveEmptyEntries),
            StaticVendorData = providers.Count > 0,
            VendorDataFile = string.IsNullOrEmpty(file) || providers.Count == 0 ? null : file,
        };
    }

    private static OsloConfigException Wrong(OsloConfig config, ConfigOption option, string problem, Exception? cause = null) =>
        new(problem, config.LocationOf(option), option.Group, option.Name, cause);
}
