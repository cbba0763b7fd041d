namespace NovaDockerNet.OpenStack.Services;

/// <summary>keystoneauth1.loading.adapter: which endpoint of a service to use, and how stubbornly.</summary>
public sealed record ServiceOptions
{
    /// <summary>"network", "image", "placement", ...</summary>
    public required string ServiceType { get; init; }

    public string? ServiceName { get; init; }

    /// <summary>In order of preference; nova's default.</summary>
    public IReadOnlyList<string> ValidInterfaces { get; init; } = ["internal", "public"];

    public string? RegionName { get; init; }

    /// <summary>Used instead of the catalog ([neutron]endpoint_override); several take turns when one does not answer ([glance]api_servers).</summary>
    public IReadOnlyList<string> EndpointOverrides { get; init; } = [];

    /// <summary>Further attempts after a broken connection or 503 ([neutron]http_retries, [glance]num_retries, connect_retries).</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Removed from the end of the endpoint, because the paths we append begin with it: "/v2.0" for Neutron, "/v2" for Glance.</summary>
    public string VersionPath { get; init; } = "";

    /// <summary>Sent as OpenStack-API-Version unless a call names its own.</summary>
    public string? Microversion { get; init; }
}
