using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Identity;

/// <summary>keystoneauth1.access.service_catalog, for Keystone's v3 form and for the v2 form inside a request context.</summary>
public sealed class ServiceCatalog(IReadOnlyList<CatalogEndpoint> endpoints)
{
    public IReadOnlyList<CatalogEndpoint> Endpoints { get; } = endpoints;

    /// <summary>Reads either form; entries without type or url are skipped as keystoneauth does.</summary>
    public static ServiceCatalog Parse(JArray? catalog)
    {
        var found = new List<CatalogEndpoint>();
        foreach (var service in (catalog ?? []).OfType<JObject>())
        {
            if ((string?)service["type"] is not { } type)
                continue;
            var name = (string?)service["name"];
            foreach (var endpoint in (service["endpoints"] as JArray ?? []).OfType<JObject>())
            {
                var region = (string?)endpoint["region_id"] ?? (string?)endpoint["region"];
                if ((string?)endpoint["interface"] is { } facing)
                {
                    if ((string?)endpoint["url"] is { Length: > 0 } url)
                        found.Add(new(type, name, Normalize(facing), region, url));
                    continue;
                }

                foreach (var property in endpoint.Properties().Where(p => p.Name.EndsWith("URL", StringComparison.Ordinal)))
                {
                    if ((string?)property.Value is { Length: > 0 } url)
                        found.Add(new(type, name, Normalize(property.Name), region, url));
                }
            }
        }

        return new(found);
    }

    /// <exception cref="EndpointNotFoundException">Nothing matches.</exception>
    public Uri UrlFor(EndpointFilter filter)
    {
        foreach (var type in ServiceTypes.AllNames(filter.ServiceType))
        {
            var candidates = Endpoints.Where(e => e.ServiceType == type
                && (filter.RegionName is null || e.Region == filter.RegionName)
                && (filter.ServiceName is null || e.ServiceName is null || e.ServiceName == filter.ServiceName)).ToList();
            var interfaces = filter.Interfaces.Count == 0 ? ["public"] : filter.Interfaces;
            foreach (var facing in interfaces.Select(Normalize))
            {
                if (candidates.Find(e => e.Interface == facing) is { } endpoint)
                    return new Uri(endpoint.Url);
            }
        }

        throw new EndpointNotFoundException(
            $"the catalog has no {string.Join(" or ", filter.Interfaces)} endpoint of type {filter.ServiceType}"
            + (filter.RegionName is null ? "" : $" in region {filter.RegionName}")
            + $"; it lists {(Endpoints.Count == 0 ? "nothing" : string.Join(", ", Endpoints.Select(e => $"{e.ServiceType}/{e.Interface}/{e.Region}").Distinct()))}");
    }

    static string Normalize(string facing) => facing.EndsWith("URL", StringComparison.Ordinal) ? facing[..^3] : facing;
}
