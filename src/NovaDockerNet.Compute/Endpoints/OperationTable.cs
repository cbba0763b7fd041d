using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Telemetry;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>Every remote method with its filters: what the endpoints, init_host and the power-state sync call.</summary>
sealed class OperationTable
{
    private readonly Dictionary<string, Entry> _entries = [];

    public IEnumerable<string> Methods => _entries.Keys;

    public void Add(string method, IReadOnlyList<IOperationFilter> filters, OperationHandler handler) =>
        _entries.Add(method, new Entry(filters, OperationPipeline.Wrap(filters, handler)));

    /// <summary>nova's names of a method's filters, outermost first.</summary>
    public IReadOnlyList<string> DecoratorsOf(string method) => [.. _entries[method].Filters.Select(f => f.Decorator).OfType<string>()];

    public bool Contains(string method) => _entries.ContainsKey(method);

    public Task<JToken?> RunAsync(Operation operation, CancellationToken cancellationToken) =>
        ComputeTelemetry.MeasureAsync(
            operation.Method, operation.Context.RequestId, () => _entries[operation.Method].Handler(operation, cancellationToken));

    private sealed record Entry(IReadOnlyList<IOperationFilter> Filters, OperationHandler Handler);
}
