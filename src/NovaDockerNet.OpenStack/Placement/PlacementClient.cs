using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.OpenStack.Placement;

/// <summary>Placement's API. Each call names the microversion nova uses for it (nova: scheduler/client/report.py).</summary>
/// <remarks>A stale generation is refused with 409; <see cref="IsGenerationConflict"/> recognises it, and the caller reads again and repeats.</remarks>
public sealed class PlacementClient(ServiceClient service)
{
    /// <summary>placement: errors.py CONCURRENT_UPDATE, present from microversion 1.23 on; older answers say it in words, and not always the same.</summary>
    public static bool IsGenerationConflict(OpenStackHttpException e) => e.IsConflict
        && (e.Code == "placement.concurrent_update"
            || e.ServiceMessage.Contains("generation conflict", StringComparison.OrdinalIgnoreCase)
            || e.ServiceMessage.Contains("generation already changed", StringComparison.OrdinalIgnoreCase));

    /// <summary>The provider and all others of its tree; empty when there is none.</summary>
    public async Task<IReadOnlyList<ResourceProvider>> GetProviderTreeAsync(string uuid, CancellationToken cancellationToken) =>
        Providers(await service.GetAsync($"/resource_providers{new Query().Add("in_tree", uuid)}", cancellationToken, "1.14"));

    public async Task<IReadOnlyList<ResourceProvider>> GetProvidersByNameAsync(string name, CancellationToken cancellationToken) =>
        Providers(await service.GetAsync($"/resource_providers{new Query().Add("name", name)}", cancellationToken, "1.14"));

    /// <exception cref="OpenStackHttpException">409 when another provider has the name: a node made anew without removing its old provider.</exception>
    public async Task<ResourceProvider> CreateProviderAsync(string uuid, string name, string? parentUuid, CancellationToken cancellationToken)
    {
        var body = new JObject { ["uuid"] = uuid, ["name"] = name };
        if (parentUuid is not null)
            body["parent_provider_uuid"] = parentUuid;
        return Provider(await service.PostAsync("/resource_providers", body, cancellationToken, "1.20"));
    }

    public Task DeleteProviderAsync(string uuid, CancellationToken cancellationToken) =>
        service.DeleteAsync(Path(uuid), cancellationToken);

    public async Task<Generational<IReadOnlyDictionary<string, Inventory>>> GetInventoriesAsync(string uuid, CancellationToken cancellationToken) =>
        Inventories(await service.GetAsync(Path(uuid, "inventories"), cancellationToken));

    /// <summary>Replaces all inventories; an empty set removes them.</summary>
    public async Task<Generational<IReadOnlyDictionary<string, Inventory>>> PutInventoriesAsync(
        string uuid, long generation, IReadOnlyDictionary<string, Inventory> inventories, CancellationToken cancellationToken)
    {
        var classes = new JObject();
        foreach (var (name, inventory) in inventories)
            classes[name] = inventory.ToJson();
        return Inventories(await service.PutAsync(
            Path(uuid, "inventories"), new JObject { ["resource_provider_generation"] = generation, ["inventories"] = classes }, cancellationToken, "1.26"));
    }

    public async Task<Generational<IReadOnlySet<string>>> GetTraitsAsync(string uuid, CancellationToken cancellationToken) =>
        Traits(await service.GetAsync(Path(uuid, "traits"), cancellationToken, "1.6"));

    /// <summary>Replaces all traits of the provider.</summary>
    public async Task<Generational<IReadOnlySet<string>>> PutTraitsAsync(
        string uuid, long generation, IEnumerable<string> traits, CancellationToken cancellationToken) =>
        Traits(await service.PutAsync(
            Path(uuid, "traits"), new JObject { ["resource_provider_generation"] = generation, ["traits"] = new JArray(traits) }, cancellationToken, "1.6"));

    /// <summary>Creates those that Placement does not know yet.</summary>
    public async Task EnsureTraitsAsync(IReadOnlyCollection<string> traits, CancellationToken cancellationToken)
    {
        if (traits.Count == 0)
            return;
        var known = await service.GetAsync($"/traits{new Query().Add("name", "in:" + string.Join(',', traits))}", cancellationToken, "1.6");
        foreach (var missing in traits.Except((known["traits"] as JArray ?? []).Select(trait => (string)trait!)))
            await service.PutAsync($"/traits/{Uri.EscapeDataString(missing)}", null, cancellationToken, "1.6");
    }

    public async Task<Generational<IReadOnlySet<string>>> GetAggregatesAsync(string uuid, CancellationToken cancellationToken)
    {
        var json = await service.GetAsync(Path(uuid, "aggregates"), cancellationToken, "1.19");
        return new((long)json["resource_provider_generation"]!, Set(json["aggregates"]));
    }

    /// <summary>Who holds what on the provider: consumer uuid to {"resources": {...}}.</summary>
    public async Task<Generational<JObject>> GetProviderAllocationsAsync(string uuid, CancellationToken cancellationToken)
    {
        var json = await service.GetAsync(Path(uuid, "allocations"), cancellationToken);
        return new((long)json["resource_provider_generation"]!, json["allocations"] as JObject ?? []);
    }

    /// <summary>What a consumer (an instance or a migration) holds, with consumer_generation, project_id and user_id.</summary>
    public Task<JObject> GetAllocationsAsync(string consumerUuid, CancellationToken cancellationToken) =>
        service.GetAsync(Allocations(consumerUuid), cancellationToken, "1.28");

    /// <param name="consumerUuid">Instance or migration.</param>
    /// <param name="payload">allocations, project_id, user_id, consumer_generation as last read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task PutAllocationsAsync(string consumerUuid, JObject payload, CancellationToken cancellationToken) =>
        service.PutAsync(Allocations(consumerUuid), payload, cancellationToken, "1.28");

    /// <summary>Several consumers in one transaction: how a move swaps allocations.</summary>
    public Task PostAllocationsAsync(JObject payload, CancellationToken cancellationToken) =>
        service.PostAsync("/allocations", payload, cancellationToken, "1.28");

    /// <summary>Whatever the consumer's generation.</summary>
    public Task DeleteAllocationsAsync(string consumerUuid, CancellationToken cancellationToken) =>
        service.DeleteAsync(Allocations(consumerUuid), cancellationToken);

    static string Path(string uuid, string? below = null) =>
        $"/resource_providers/{Uri.EscapeDataString(uuid)}{(below is null ? "" : "/" + below)}";

    static string Allocations(string consumerUuid) => $"/allocations/{Uri.EscapeDataString(consumerUuid)}";

    static ResourceProvider[] Providers(JObject json) =>
        [.. (json["resource_providers"] as JArray ?? []).OfType<JObject>().Select(Provider)];

    static ResourceProvider Provider(JObject json) => new(
        (string)json["uuid"]!, (string)json["name"]!, (long)json["generation"]!, (string?)json["parent_provider_uuid"], (string?)json["root_provider_uuid"]);

    static Generational<IReadOnlyDictionary<string, Inventory>> Inventories(JObject json) => new(
        (long)json["resource_provider_generation"]!,
        (json["inventories"] as JObject ?? []).Properties().ToDictionary(p => p.Name, p => Inventory.FromJson((JObject)p.Value)));

    static Generational<IReadOnlySet<string>> Traits(JObject json) => new((long)json["resource_provider_generation"]!, Set(json["traits"]));

    static HashSet<string> Set(JToken? array) => (array as JArray ?? []).Select(item => (string)item!).ToHashSet();
}
