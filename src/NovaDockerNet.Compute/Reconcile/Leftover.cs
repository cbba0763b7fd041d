using NovaDockerNet.Virt.Traces;

namespace NovaDockerNet.Compute.Reconcile;

/// <summary>Something on this host that should not be there.</summary>
/// <param name="InstanceUuid">Whose it is; null for a file nobody owns.</param>
/// <param name="Traces">What there is of it.</param>
/// <param name="Reason">Why it should not be there, for the log and for the operator.</param>
/// <param name="IsCertain">False when only an operator can say: it is reported and left alone.</param>
public sealed record Leftover(string? InstanceUuid, IReadOnlyList<HostTrace> Traces, string Reason, bool IsCertain)
{
    /// <summary>Nova has deleted the instance.</summary>
    public bool IsDeleted { get; init; }

    public override string ToString() =>
        $"{(InstanceUuid is null ? "" : $"instance {InstanceUuid}: ")}{string.Join(", ", Traces)}: {Reason}";
}
