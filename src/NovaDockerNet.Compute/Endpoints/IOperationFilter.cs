using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>What an operation does around itself: one of the decorators of nova's compute manager.</summary>
interface IOperationFilter
{
    /// <summary>The decorator's name in nova; null for what nova does not have.</summary>
    string? Decorator { get; }

    Task<JToken?> InvokeAsync(Operation operation, OperationHandler next, CancellationToken cancellationToken);
}
