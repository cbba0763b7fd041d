using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>Does what a request asks; the result goes back to the caller of a call.</summary>
delegate Task<JToken?> OperationHandler(Operation operation, CancellationToken cancellationToken);
