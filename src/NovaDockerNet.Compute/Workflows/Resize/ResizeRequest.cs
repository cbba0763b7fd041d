using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows.Resize;

/// <summary>What is handed from leg to leg as it came.</summary>
/// <param name="Limits">The scheduler's, empty in legs after the claim.</param>
sealed record ResizeRequest(Flavor Flavor, JToken? Image, JToken? RequestSpec, bool CleanShutdown, JObject Limits);
