namespace OVSDB.Net;

/// <summary>One participant's share of a group commit.</summary>
/// <param name="Operations">Results of its own operations.</param>
/// <param name="NextConfiguration">The configuration number the commit asked ovs-vswitchd for; null when there was nothing to commit.</param>
public sealed record OvsdbGroupResult(IReadOnlyList<OvsdbOperationResult> Operations, long? NextConfiguration);
