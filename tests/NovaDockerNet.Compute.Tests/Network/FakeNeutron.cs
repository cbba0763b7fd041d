using System.Net;
using System.Text;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Compute.Tests.Network;

/// <summary>Neutron (and the Keystone in front of it) behind an HttpMessageHandler: enough of its rules to be refused by it as by the real one.</summary>
sealed class FakeNeutron : HttpMessageHandler
{
    internal const string Project = "0f6f2a31b3a84d5c9d6a1f2e3d4c5b6a";
    internal const string UserToken = "user-token";
    internal const string AdminToken = "admin-token";

    private readonly Lock _lock = new();
    private readonly List<NeutronCall> _calls = [];
    private int _next = 10;

    internal Dictionary<string, JObject> Networks { get; } = [];

    internal Dictionary<string, JObject> Subnets { get; } = [];

    internal Dictionary<string, JObject> Ports { get; } = [];

    internal List<JObject> SecurityGroups { get; } = [];

    internal List<JObject> FloatingIps { get; } = [];

    internal HashSet<string> Extensions { get; } = ["binding"];

    internal HashSet<string> HostsWithAgent { get; } = ["node1"];

    internal int PortQuota { get; set; } = 100;

    internal string? AutoTopology { get; set; }

    /// <summary>Runs before the call is served: an answer replaces it, an exception breaks it.</summary>
    internal Func<NeutronCall, HttpResponseMessage?>? Before { get; set; }

    /// <summary>Runs after the call was served: an exception loses the answer.</summary>
    internal Action<NeutronCall>? After { get; set; }

    internal IReadOnlyList<NeutronCall> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    /// <summary>What changed anything, in order.</summary>
    internal IEnumerable<string> Changes => Calls.Where(call => call.Method != "GET").Select(call => $"{call.Who} {call.Method} {call.Path}");

    internal JObject AddNetwork(string id, string cidr, Action<JObject>? change = null, Action<JObject>? changeSubnet = null)
    {
        var subnet = new JObject
        {
            ["id"] = $"{id}-subnet",
            ["network_id"] = id,
            ["cidr"] = cidr,
            ["gateway_ip"] = cidr[..cidr.LastIndexOf('.')] + ".1",
            ["enable_dhcp"] = false,
            ["dns_nameservers"] = new JArray(),
            ["host_routes"] = new JArray(),
            ["ipv6_address_mode"] = null,
        };
        changeSubnet?.Invoke(subnet);
        Subnets[(string)subnet["id"]!] = subnet;
        var network = new JObject
        {
            ["id"] = id,
            ["name"] = $"{id}-name",
            ["tenant_id"] = Project,
            ["shared"] = false,
            ["router:external"] = false,
            ["admin_state_up"] = true,
            ["port_security_enabled"] = true,
            ["mtu"] = 1500,
            ["subnets"] = new JArray((string)subnet["id"]!),
            ["provider:network_type"] = "vlan",
            ["provider:physical_network"] = "physnet1",
        };
        change?.Invoke(network);
        return Networks[id] = network;
    }

    internal JObject AddPort(string id, string networkId, string address, Action<JObject>? change = null)
    {
        var port = new JObject
        {
            ["id"] = id,
            ["network_id"] = networkId,
            ["tenant_id"] = Project,
            ["mac_address"] = "fa:16:3e:00:00:" + id[^2..],
            ["admin_state_up"] = true,
            ["status"] = "DOWN",
            ["device_id"] = "",
            ["device_owner"] = "",
            ["binding:host_id"] = "",
            ["binding:vif_type"] = "unbound",
            ["binding:vnic_type"] = "normal",
            ["binding:vif_details"] = new JObject(),
            ["binding:profile"] = new JObject(),
            ["fixed_ips"] = new JArray(new JObject { ["ip_address"] = address, ["subnet_id"] = $"{networkId}-subnet" }),
        };
        change?.Invoke(port);
        return Ports[id] = port;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        HttpResponseMessage response;
        lock (_lock)
        {
            response = request.RequestUri!.Host == "keystone" ? Token() : Serve(request, body);
        }

        response.RequestMessage = request;
        return response;
    }

    private HttpResponseMessage Serve(HttpRequestMessage request, string body)
    {
        var token = request.Headers.GetValues("X-Auth-Token").Single();
        var call = new NeutronCall(
            token == AdminToken ? "admin" : "user", request.Method.Method, request.RequestUri!.AbsolutePath.Replace("/v2.0", "", StringComparison.Ordinal),
            request.RequestUri.Query, body.Length == 0 ? [] : JObject.Parse(body));
        _calls.Add(call);
        if (Before?.Invoke(call) is { } instead)
            return instead;
        if (token is not (AdminToken or UserToken))
            return Refuse(HttpStatusCode.Unauthorized, "Unauthorized", "token expired");
        var answer = Answer(call);
        After?.Invoke(call);
        return answer;
    }

    private HttpResponseMessage Answer(NeutronCall call)
    {
        var parts = call.Path.Trim('/').Split('/');
        return (call.Method, parts[0], parts.ElementAtOrDefault(1)) switch
        {
            ("GET", "networks", null) => List("networks", Networks.Values, call),
            ("GET", "networks", { } id) => Show("network", Networks.GetValueOrDefault(id), call),
            ("GET", "subnets", null) => List("subnets", Subnets.Values, call),
            ("GET", "ports", null) => List("ports", Ports.Values.Where(port => call.IsAdmin || (string?)port["tenant_id"] == Project), call),
            ("GET", "ports", { } id) => Show("port", Ports.GetValueOrDefault(id), call),
            ("GET", "security-groups", null) => List("security_groups", SecurityGroups, call),
            ("GET", "floatingips", null) => Extensions.Contains("router") ? List("floatingips", FloatingIps, call) : NotFound(),
            ("GET", "extensions", null) => Ok(new JObject { ["extensions"] = new JArray(Extensions.Select(alias => new JObject { ["alias"] = alias })) }),
            ("GET", "auto-allocated-topology", _) => AutoTopology is null
                ? Refuse(HttpStatusCode.Conflict, "AutoAllocationFailure", "Deployment error")
                : Ok(new JObject { ["auto_allocated_topology"] = new JObject { ["id"] = AutoTopology } }),
            ("POST", "ports", null) => Create((JObject)call.Body["port"]!, call),
            ("PUT", "ports", { } id) => Update(id, (JObject)call.Body["port"]!, call),
            ("DELETE", "ports", { } id) => Ports.Remove(id) ? new HttpResponseMessage(HttpStatusCode.NoContent) : NotFound(),
            _ => throw new InvalidOperationException($"the fake does not serve {call.Method} {call.Path}"),
        };
    }

    private HttpResponseMessage Create(JObject wanted, NeutronCall call)
    {
        if (!call.IsAdmin && wanted.Properties().Any(p => p.Name.StartsWith("binding:", StringComparison.Ordinal) && p.Name != "binding:vnic_type"))
            return Refuse(HttpStatusCode.Forbidden, "PolicyNotAuthorized", "create_port:binding:host_id is disallowed");
        if (Ports.Count >= PortQuota)
            return Refuse(HttpStatusCode.Conflict, "OverQuota", "Quota exceeded for resources: ['port'].");
        var networkId = (string)wanted["network_id"]!;
        var prefix = ((string)Subnets[$"{networkId}-subnet"]["cidr"]!)[..^"0/24".Length];
        var address = (string?)wanted["fixed_ips"]?[0]?["ip_address"];
        if (address is not null && !address.StartsWith(prefix, StringComparison.Ordinal))
            return Refuse(HttpStatusCode.BadRequest, "InvalidIpForNetwork", "IP address is not a valid IP for any of the subnets");
        if (address is not null && Ports.Values.Any(port => port["fixed_ips"]!.Any(ip => (string?)ip["ip_address"] == address)))
            return Refuse(HttpStatusCode.Conflict, "IpAddressAlreadyAllocated", "IP address already allocated");
        if ((bool?)Networks[networkId]["exhausted"] == true)
            return Refuse(HttpStatusCode.Conflict, "IpAddressGenerationFailure", "No more IP addresses available on network.");

        var number = _next++;
        var port = AddPort($"{number:d8}-0000-4000-8000-0000000000{number}", networkId, address ?? prefix + number);
        port.Merge(wanted, new() { MergeArrayHandling = MergeArrayHandling.Replace });
        port["fixed_ips"] = new JArray(new JObject { ["ip_address"] = address ?? prefix + number, ["subnet_id"] = $"{networkId}-subnet" });
        if (Networks[networkId]["qos"] is { } qos)
            port["resource_request"] = qos;
        return Ok(new JObject { ["port"] = Visible(port, call) }, HttpStatusCode.Created);
    }

    private HttpResponseMessage Update(string id, JObject changes, NeutronCall call)
    {
        if (!Ports.TryGetValue(id, out var port))
            return NotFound();
        if (!call.IsAdmin && changes.ContainsKey("binding:host_id"))
            return Refuse(HttpStatusCode.Forbidden, "PolicyNotAuthorized", "update_port:binding:host_id is disallowed");
        if ((string?)changes["dns_name"] is { } name && name.Contains('_', StringComparison.Ordinal))
            return Refuse(HttpStatusCode.BadRequest, "HTTPBadRequest", "'dns_name' is not a valid PQDN or FQDN");
        foreach (var change in changes.Properties())
            port[change.Name] = change.Value.DeepClone();
        if (changes.ContainsKey("binding:host_id"))
            Bind(port);
        return Ok(new JObject { ["port"] = Visible(port, call) });
    }

    private void Bind(JObject port)
    {
        var host = (string?)port["binding:host_id"] ?? "";
        port["binding:host_id"] = host;
        var bound = HostsWithAgent.Contains(host);
        port["binding:vif_type"] = host.Length == 0 ? "unbound" : bound ? "ovs" : "binding_failed";
        port["binding:vif_details"] = bound
            ? new JObject { ["connectivity"] = "l2", ["port_filter"] = true, ["ovs_hybrid_plug"] = false, ["bridge_name"] = "br-int" } : new JObject();
    }

    private static HttpResponseMessage List(string name, IEnumerable<JObject> all, NeutronCall call) => Ok(new JObject
    {
        [name] = new JArray(all.Where(item => call.Matches(item)).Select(item => call.Project(Visible(item, call)))),
    });

    private static HttpResponseMessage Show(string name, JObject? item, NeutronCall call) =>
        item is null ? NotFound() : Ok(new JObject { [name] = call.Project(Visible(item, call)) });

    /// <summary>Bindings, resource requests and provider attributes are for admins only.</summary>
    private static JObject Visible(JObject item, NeutronCall call)
    {
        var copy = (JObject)item.DeepClone();
        foreach (var hidden in copy.Properties().Where(p => !call.IsAdmin && p.Name != "binding:vnic_type"
            && (p.Name.StartsWith("binding:", StringComparison.Ordinal) || p.Name.StartsWith("provider:", StringComparison.Ordinal))).ToList())
            hidden.Remove();
        return copy;
    }

    private static HttpResponseMessage NotFound() => Refuse(HttpStatusCode.NotFound, "NotFound", "could not be found");

    internal static HttpResponseMessage Refuse(HttpStatusCode status, string type, string message) => Ok(
        new JObject { ["NeutronError"] = new JObject { ["type"] = type, ["message"] = message, ["detail"] = "" } }, status);

    private static HttpResponseMessage Ok(JObject body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body.ToString(), Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Token()
    {
        var response = Ok(
            new JObject
            {
                ["token"] = new JObject
                {
                    ["issued_at"] = "2026-01-01T00:00:00Z",
                    ["expires_at"] = "2026-01-01T01:00:00Z",
                    ["catalog"] = JArray.Parse("""[{"type": "network", "endpoints": [{"interface": "internal", "region_id": "RegionOne", "url": "http://neutron:9696"}]}]"""),
                },
            },
            HttpStatusCode.Created);
        response.Headers.Add("X-Subject-Token", AdminToken);
        return response;
    }
}
