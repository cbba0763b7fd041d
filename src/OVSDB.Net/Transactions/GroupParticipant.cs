namespace OVSDB.Net;

/// <summary>One caller of <see cref="OvsdbGroupCommit"/>.</summary>
internal sealed class GroupParticipant(Func<Replica, OvsdbTransaction> build, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<OvsdbGroupResult> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<OvsdbGroupResult> Task => _source.Task;

    public OvsdbTransaction Transaction { get; private set; } = new();

    /// <summary>False when it takes no part: given up, failed to build, or nothing to do.</summary>
    public bool TryBuild(Replica replica)
    {
        if (cancellationToken.IsCancellationRequested)
            return false;
        try
        {
            Transaction = build(replica);
        }
        catch (Exception failure)
        {
            Fail(failure);
            return false;
        }
        if (Transaction.Operations.Count > 0)
            return true;
        Complete(new OvsdbGroupResult([], null));
        return false;
    }

    public void Complete(OvsdbGroupResult result) => _source.TrySetResult(result);

    public void Fail(Exception reason)
    {
        _source.TrySetException(reason);
        // The caller may have given up; then nobody else looks at it.
        _ = _source.Task.Exception;
    }
}
