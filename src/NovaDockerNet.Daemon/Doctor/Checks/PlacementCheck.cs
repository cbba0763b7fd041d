using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Placement answers and has this node's resource provider.</summary>
/// <param name="get">GET of a path.</param>
internal sealed class PlacementCheck(string nodeName, Func<string, CancellationToken, Task<ServiceAnswer>> get) : Check(CheckNames.Placement)
{
    protected internal override string Advice => "see keystone above; else: is Placement running, and its endpoint right ([placement] valid_interfaces, region_name, endpoint_override)?";

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var answer = await get($"/resource_providers?name={Uri.EscapeDataString(nodeName)}", cancellationToken);
        if ((answer.Body["resource_providers"] as JArray)?.FirstOrDefault() is not { } provider)
            return [Finding.Ok($"answers; no resource provider {nodeName} yet, the service makes it when it starts first")];
        var uuid = (string)provider["uuid"]!;
        var inventories = (await get($"/resource_providers/{uuid}/inventories", cancellationToken)).Body["inventories"] as JObject;
        return inventories is { Count: > 0 }
            ? [Finding.Ok($"provider {nodeName} ({uuid}) with {string.Join(", ", inventories.Properties().Select(static one => one.Name).Order(StringComparer.Ordinal))}")]
            : [Finding.Warning($"provider {nodeName} ({uuid}) has no inventory: nothing is scheduled here", "the service reports it within update_resources_interval; its log says what fails")];
    }
}
