namespace NovaDockerNet.Compute.Metadata;

/// <summary>What a config drive says beside the server itself; [api] of nova.conf.</summary>
public sealed record MetadataOptions
{
    /// <summary>[api] dhcp_domain: appended to the host name.</summary>
    public string DhcpDomain { get; init; } = "novalocal";

    /// <summary>[api] config_drive_skip_versions: EC2 versions that are left out.</summary>
    public IReadOnlyList<string> SkippedVersions { get; init; } =
        ["1.0", "2007-01-19", "2007-03-01", "2007-08-29", "2007-10-10", "2007-12-15", "2008-02-01", "2008-09-01"];

    /// <summary>[api] vendordata_providers has StaticJSON.</summary>
    public bool StaticVendorData { get; init; } = true;

    /// <summary>[api] vendordata_jsonfile_path: what StaticJSON serves; null for nothing.</summary>
    public string? VendorDataFile { get; init; }
}
