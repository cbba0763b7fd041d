namespace NovaDockerNet.Virt.Undo;

/// <summary>What unwinding an <see cref="UndoLog"/> achieved.</summary>
/// <param name="Done">Steps undone, in the order they were undone.</param>
/// <param name="Skipped">Ordered steps not tried because an ordered undo before them failed.</param>
public sealed record UndoReport(IReadOnlyList<string> Done, IReadOnlyList<UndoFailure> Failures, IReadOnlyList<string> Skipped)
{
    /// <summary>False when something is left on the host for reconciliation to finish.</summary>
    public bool IsComplete => Failures.Count == 0 && Skipped.Count == 0;

    public override string ToString() => IsComplete
        ? $"undone: {string.Join(", ", Done)}"
        : $"failed: {string.Join(", ", Failures.Select(f => $"{f.Step} ({f.Exception.Message})"))}; skipped: {string.Join(", ", Skipped)}";
}
