using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Http;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Placement;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.Compute.Tests.Fakes;

/// <summary>Placement in memory: one level of providers with generations, inventories, traits, and consumers with theirs.</summary>
sealed class FakePlacement : HttpMessageHandler
{
    private readonly HttpTransport _transport;

    public FakePlacement()
    {
        _transport = new HttpTransport(new() { RetryDelay = TimeSpan.FromMilliseconds(1) }, NullLoggerFactory.Instance, TimeProvider.System, this);
        Client = new PlacementClient(new ServiceClient(
            _transport, new ServiceOptions { ServiceType = "placement", EndpointOverrides = ["http://placement"], Retries = 0 }, new Anonymous()));
    }

    public PlacementClient Client { get; }

    public Dictionary<string, Provider> Providers { get; } = [];

    public HashSet<string> KnownTraits { get; } = ["COMPUTE_NODE", "COMPUTE_STATUS_DISABLED"];

    public Dictionary<string, JObject> Consumers { get; } = [];

    public List<string> Requests { get; } = [];

    /// <summary>Called before a request is handled.</summary>
    public Action<string> Before { get; set; } = _ => { };

    public bool Away { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Away)
            throw new HttpRequestException("connection refused");
        var line = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        Requests.Add(line);
        Before(line);
        var body = request.Content is null ? null : JObject.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        var (status, json) = Handle(request.Method.Method, request.RequestUri.AbsolutePath.Trim('/').Split('/'), Uri.UnescapeDataString(request.RequestUri.Query), body);
        return new HttpResponseMessage(status)
        {
            Content = new StringContent(json?.ToString() ?? "", Encoding.UTF8, "application/json"),
            RequestMessage = request,
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _transport.Dispose();
        base.Dispose(disposing);
    }

    private (HttpStatusCode Status, JObject? Body) Handle(string method, string[] path, string query, JObject? body) => (method, path) switch
    {
        ("GET", ["resource_providers"]) => (HttpStatusCode.OK, new JObject
        {
            ["resource_providers"] = new JArray(Providers
                .Where(p => query == $"?in_tree={p.Key}" || query == $"?name={p.Value.Name}").Select(p => Json(p.Key, p.Value))),
        }),
        ("POST", ["resource_providers"]) => Create(body!),
        ("GET", ["traits"]) => (HttpStatusCode.OK, new JObject { ["traits"] = new JArray(KnownTraits) }),
        ("PUT", ["traits", var trait]) => (KnownTraits.Add(trait) ? HttpStatusCode.Created : HttpStatusCode.NoContent, null),
        ("GET", ["allocations", var consumer]) => (HttpStatusCode.OK, Consumers.TryGetValue(consumer, out var held) ? held : new JObject { ["allocations"] = new JObject() }),
        ("DELETE", ["allocations", var consumer]) => (Consumers.Remove(consumer) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound, null),
        ("PUT", ["allocations", var consumer]) => Put(consumer, body!),
        ("POST", ["allocations"]) => Move(body!),
        (_, ["resource_providers", var uuid, ..]) when !Providers.ContainsKey(uuid) => Error(HttpStatusCode.NotFound, "placement.undefined_code", "No such provider"),
        ("DELETE", ["resource_providers", var uuid]) => (Providers.Remove(uuid) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound, null),
        (_, ["resource_providers", var uuid, var what]) => OfProvider(method, uuid, Providers[uuid], what, body),
        _ => (HttpStatusCode.NotImplemented, null),
    };

    private (HttpStatusCode Status, JObject? Body) OfProvider(string method, string uuid, Provider provider, string what, JObject? body)
    {
        if (method == "PUT")
        {
            if (body!.Value<long>("resource_provider_generation") != provider.Generation)
                return Error(HttpStatusCode.Conflict, "placement.concurrent_update", "resource provider generation conflict");
            if (what == "traits" && body["traits"]!.Values<string>().Any(t => !KnownTraits.Contains(t!)))
                return Error(HttpStatusCode.BadRequest, "placement.undefined_code", "No such trait");
            provider.Generation++;
            if (what == "traits")
                provider.Traits = [.. body["traits"]!.Values<string>().OfType<string>()];
            else
                provider.Inventories = (JObject)body["inventories"]!;
        }

        JToken value = what switch
        {
            "inventories" => provider.Inventories,
            "traits" => new JArray(provider.Traits),
            "aggregates" => new JArray("agg"),
            _ => new JObject(Consumers.Where(c => ((JObject)c.Value["allocations"]!).ContainsKey(uuid)).Select(c => new JProperty(c.Key, new JObject { ["resources"] = new JObject() }))),
        };
        return (HttpStatusCode.OK, new JObject { ["resource_provider_generation"] = provider.Generation, [what] = value });
    }

    private (HttpStatusCode Status, JObject? Body) Create(JObject body)
    {
        var name = body.Value<string>("name")!;
        if (Providers.Values.Any(p => p.Name == name))
            return Error(HttpStatusCode.Conflict, "placement.duplicate_name", $"Conflicting resource provider name: {name} already exists.");
        var uuid = body.Value<string>("uuid")!;
        Providers[uuid] = new Provider(name);
        return (HttpStatusCode.OK, Json(uuid, Providers[uuid]));
    }

    private (HttpStatusCode Status, JObject? Body) Put(string consumer, JObject body)
    {
        if (Consumers.TryGetValue(consumer, out var held) && !JToken.DeepEquals(held["consumer_generation"], body["consumer_generation"]))
            return Error(HttpStatusCode.Conflict, "placement.concurrent_update", "consumer generation conflict");
        if (body["allocations"] is JObject { Count: 0 })
            Consumers.Remove(consumer);
        else
            Consumers[consumer] = body;
        return (HttpStatusCode.NoContent, null);
    }

    private (HttpStatusCode Status, JObject? Body) Move(JObject body)
    {
        foreach (var (consumer, value) in body)
            Put(consumer, (JObject)value!);
        return (HttpStatusCode.NoContent, null);
    }

    private static JObject Json(string uuid, Provider provider) => new()
    {
        ["uuid"] = uuid,
        ["name"] = provider.Name,
        ["generation"] = provider.Generation,
        ["parent_provider_uuid"] = null,
        ["root_provider_uuid"] = uuid,
    };

    private static (HttpStatusCode Status, JObject? Body) Error(HttpStatusCode status, string code, string detail) =>
        (status, new JObject { ["errors"] = new JArray(new JObject { ["code"] = code, ["detail"] = detail, ["status"] = (int)status }) });

    internal sealed class Provider(string name)
    {
        public string Name { get; } = name;

        public long Generation { get; set; }

        public JObject Inventories { get; set; } = [];

        public List<string> Traits { get; set; } = [];
    }

    private sealed class Anonymous : IAuth
    {
        public Task<string> GetTokenAsync(CancellationToken cancellationToken) => Task.FromResult("token");

        public bool Invalidate(string token) => false;

        public Task<Uri> GetEndpointAsync(EndpointFilter filter, CancellationToken cancellationToken) => Task.FromResult(new Uri("http://placement"));
    }
}
