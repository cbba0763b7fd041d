using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>The arguments of unshelve_instance.</summary>
sealed class UnshelveRequest(Operation operation)
{
    public RequestContext Context => operation.Context;

    public Instance Instance { get; } = operation.Instance;

    /// <summary>The snapshot, a plain dict; null for a server on a volume.</summary>
    public JObject? Image => operation.Arguments.Optional("image") as JObject;

    public string? Node => operation.Arguments.OptionalText("node");

    public JObject Limits => (operation.Arguments.Optional("filter_properties") as JObject)?["limits"] as JObject ?? [];

    public bool WantsAccelerators => operation.Arguments.Optional("accel_uuids") is JArray { Count: > 0 };
}
