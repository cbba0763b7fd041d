using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>[neutron], [glance], [placement] and [service_user] (nova/conf/neutron.py, glance.py, placement.py, service_token.py).</summary>
internal static class OpenStackSections
{
    public static readonly AuthOptions NeutronAuth = new("neutron");
    public static readonly AdapterOptions Neutron = new("neutron", "network");
    public static readonly AuthOptions GlanceAuth = new("glance");
    public static readonly AdapterOptions Glance = new("glance", "image");
    public static readonly AuthOptions PlacementAuth = new("placement");
    public static readonly AdapterOptions Placement = new("placement", "placement");
    public static readonly AuthOptions ServiceUserAuth = new("service_user");
    public static readonly AdapterOptions ServiceUserAdapter = new("service_user", "identity");

    public static readonly ConfigOption<string> OvsBridge = Options.String(
        "neutron", "ovs_bridge", "br-int", "Integration bridge, where neither the port's binding nor its network names one.");

    public static readonly ConfigOption<TimeSpan> ExtensionSyncInterval = Options.Seconds(
        "neutron", "extension_sync_interval", 600, "Seconds that Neutron's list of extensions is remembered.", min: 0);

    private static readonly ConfigOption<int> s_httpRetries = Options.Integer(
        "neutron", "http_retries", 3, "How often to try again when Neutron does not answer.", min: 0);

    public static readonly ConfigOption<int> GlanceRetries = Options.Integer(
        "glance", "num_retries", 3, "How often to try again, and to continue a broken download.", min: 0);

    private static readonly ConfigOption<IReadOnlyList<string>> s_apiServers = Options.List(
        "glance", "api_servers", [], "Glance's addresses, used in turn, instead of the catalog's.");

    private static readonly ConfigOption<bool> s_sendServiceUserToken = Options.Boolean(
        "service_user", "send_service_user_token", false,
        "Send a token of our own beside the user's, so that one that ends during long work is still accepted. Recommended, and needed with recent Cinder and Neutron.");

    public static IReadOnlyList<ConfigOption> All { get; } =
    [
        OvsBridge, ExtensionSyncInterval, s_httpRetries, .. NeutronAuth.All, .. Neutron.All,
        GlanceRetries, s_apiServers, .. GlanceAuth.All, .. Glance.All,
        .. PlacementAuth.All, .. Placement.All,
        s_sendServiceUserToken, .. ServiceUserAuth.All, .. ServiceUserAdapter.Session,
    ];

    public static ServiceOptions NeutronService(OsloConfig config) => Neutron.ToServiceOptions(config, config.Get(s_httpRetries), "/v2.0");

    public static ServiceOptions PlacementService(OsloConfig config) => Placement.ToServiceOptions(config, retries: 3);

    public static ServiceOptions GlanceService(OsloConfig config)
    {
        var options = Glance.ToServiceOptions(config, config.Get(GlanceRetries), "/v2");
        return config.Get(s_apiServers) is { Count: > 0 } servers && options.EndpointOverrides.Count == 0
            ? options with { EndpointOverrides = servers }
            : options;
    }

    /// <summary>The certificates that are named can be used.</summary>
    public static void CheckFiles(OsloConfig config)
    {
        foreach (var adapter in new[] { Neutron, Glance, Placement, ServiceUserAdapter })
            adapter.CheckFiles(config);
    }

    /// <summary>Null when the user's token is to go alone.</summary>
    public static KeystoneOptions? ServiceUser(OsloConfig config) =>
        config.Get(s_sendServiceUserToken) ? ServiceUserAuth.Require(config) : null;
}
