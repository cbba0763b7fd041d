using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.OpenStack.Neutron;

/// <summary>Neutron's API v2.0, as far as a compute needs it. Network API reference, "Ports", "Networks", "Subnets", ...</summary>
public sealed class NeutronClient(ServiceClient service)
{
    /// <summary>What <see cref="ServiceOptions.VersionPath"/> must be for this client.</summary>
    public const string VersionPath = "/v2.0";

    /// <summary>Acts with the configured credentials, not with a user's token.</summary>
    public bool IsAdmin => service.IsAdmin;

    public async Task<IReadOnlyList<NeutronPort>> ListPortsAsync(Query query, CancellationToken cancellationToken) =>
        [.. (await ListAsync("ports", query, cancellationToken)).Select(port => new NeutronPort(port))];

    /// <param name="portId">The port.</param>
    /// <param name="fields">Only these attributes; empty for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<NeutronPort> ShowPortAsync(string portId, IEnumerable<string> fields, CancellationToken cancellationToken) =>
        new(await ShowAsync("port", $"/v2.0/ports/{Escape(portId)}{new Query().AddEach("fields", fields)}", cancellationToken));

    /// <param name="port">Attributes, without the "port" around them.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<NeutronPort> CreatePortAsync(JObject port, CancellationToken cancellationToken) =>
        new(Unwrap("port", await service.PostAsync("/v2.0/ports", Wrap("port", port), cancellationToken)));

    public async Task<NeutronPort> UpdatePortAsync(string portId, JObject changes, CancellationToken cancellationToken) =>
        new(Unwrap("port", await service.PutAsync($"/v2.0/ports/{Escape(portId)}", Wrap("port", changes), cancellationToken)));

    public Task DeletePortAsync(string portId, CancellationToken cancellationToken) =>
        service.DeleteAsync($"/v2.0/ports/{Escape(portId)}", cancellationToken);

    public async Task<IReadOnlyList<NeutronNetwork>> ListNetworksAsync(Query query, CancellationToken cancellationToken) =>
        [.. (await ListAsync("networks", query, cancellationToken)).Select(network => new NeutronNetwork(network))];

    public async Task<NeutronNetwork> ShowNetworkAsync(string networkId, IEnumerable<string> fields, CancellationToken cancellationToken) =>
        new(await ShowAsync("network", $"/v2.0/networks/{Escape(networkId)}{new Query().AddEach("fields", fields)}", cancellationToken));

    public async Task<IReadOnlyList<NeutronSubnet>> ListSubnetsAsync(Query query, CancellationToken cancellationToken) =>
        [.. (await ListAsync("subnets", query, cancellationToken)).Select(subnet => new NeutronSubnet(subnet))];

    public async Task<IReadOnlyList<NeutronFloatingIp>> ListFloatingIpsAsync(Query query, CancellationToken cancellationToken) =>
        [.. (await ListAsync("floatingips", query, cancellationToken)).Select(ip => new NeutronFloatingIp(ip))];

    public async Task<IReadOnlyList<NeutronSecurityGroup>> ListSecurityGroupsAsync(Query query, CancellationToken cancellationToken) =>
        [.. (await ListAsync("security-groups", query, cancellationToken, "security_groups"))
            .Select(group => new NeutronSecurityGroup((string)group["id"]!, (string?)group["name"] ?? ""))];

    public async Task<IReadOnlyList<NeutronAgent>> ListAgentsAsync(Query query, CancellationToken cancellationToken) =>
        [.. (await ListAsync("agents", query, cancellationToken)).Select(agent => new NeutronAgent(agent))];

    public async Task<IReadOnlySet<string>> ListExtensionAliasesAsync(CancellationToken cancellationToken) =>
        (await ListAsync("extensions", new Query(), cancellationToken)).Select(extension => (string)extension["alias"]!).ToHashSet();

    /// <summary>Limits of a project: "port" -> 500, -1 for no limit.</summary>
    public Task<JObject> ShowQuotaAsync(string projectId, CancellationToken cancellationToken) =>
        ShowAsync("quota", $"/v2.0/quotas/{Escape(projectId)}", cancellationToken);

    /// <summary>auto-allocated-topology: makes a network for a project that has none. Null when Neutron will not.</summary>
    public async Task<string?> GetAutoAllocatedTopologyAsync(string projectId, CancellationToken cancellationToken) =>
        (string?)(await ShowAsync("auto_allocated_topology", $"/v2.0/auto-allocated-topology/{Escape(projectId)}", cancellationToken))["id"];

    async Task<IReadOnlyList<JObject>> ListAsync(string resource, Query query, CancellationToken cancellationToken, string? collection = null)
    {
        collection ??= resource;
        var path = $"/v2.0/{resource}{query}";
        var all = new List<JObject>();
        while (true)
        {
            var page = await service.GetAsync(path, cancellationToken);
            all.AddRange((page[collection] as JArray ?? []).OfType<JObject>());

            // [DEFAULT]pagination_max_limit of neutron.conf cuts long lists; the next page's query comes with the answer.
            var next = (page[collection + "_links"] as JArray)?.FirstOrDefault(link => (string?)link["rel"] == "next");
            if ((string?)next?["href"] is not { } href)
                return all;
            path = $"/v2.0/{resource}{new Uri(href).Query}";
        }
    }

    async Task<JObject> ShowAsync(string wrapper, string path, CancellationToken cancellationToken) =>
        Unwrap(wrapper, await service.GetAsync(path, cancellationToken));

    static JObject Wrap(string name, JObject value) => new() { [name] = value };

    static JObject Unwrap(string name, JObject body) => body[name] as JObject
        ?? throw new OpenStackHttpException(System.Net.HttpStatusCode.OK, "malformed answer", body.ToString(Newtonsoft.Json.Formatting.None), $"Neutron: no \"{name}\" in the answer");

    static string Escape(string segment) => Uri.EscapeDataString(segment);
}
