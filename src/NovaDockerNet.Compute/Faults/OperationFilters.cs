using NovaDockerNet.Compute.Endpoints;

namespace NovaDockerNet.Compute.Faults;

/// <summary>The filters by their nova names; endpoints list them in decorator order.</summary>
sealed record OperationFilters(
    WrapException WrapException,
    RevertsTaskState RevertsTaskState,
    WrapInstanceEvent WrapInstanceEvent,
    WrapInstanceFault WrapInstanceFault,
    ErrorsOutMigration ErrorsOutMigration,
    DeleteImageOnError DeleteImageOnError)
{
    /// <summary>The four that most operations on an instance have.</summary>
    public IReadOnlyList<IOperationFilter> Usual => [WrapException, RevertsTaskState, WrapInstanceEvent, WrapInstanceFault];

    /// <summary>The filter of a nova decorator.</summary>
    public IOperationFilter ByDecorator(string name) =>
        new IOperationFilter[] { WrapException, RevertsTaskState, WrapInstanceEvent, WrapInstanceFault, ErrorsOutMigration, DeleteImageOnError }
            .Single(f => f.Decorator == name);
}
