namespace NovaDockerNet.Compute.Endpoints;

/// <summary>Wraps a handler in filters, the first outermost: the order decorators are read in nova.</summary>
static class OperationPipeline
{
    public static OperationHandler Wrap(IReadOnlyList<IOperationFilter> filters, OperationHandler handler)
    {
        var wrapped = handler;
        for (var i = filters.Count - 1; i >= 0; i--)
        {
            var (filter, next) = (filters[i], wrapped);
            wrapped = (operation, cancellationToken) => filter.InvokeAsync(operation, next, cancellationToken);
        }
        return wrapped;
    }
}
