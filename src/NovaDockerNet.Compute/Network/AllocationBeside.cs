using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Network;

/// <summary>What an allocation that runs beside other work is told by it, and tells it.</summary>
public sealed record AllocationBeside
{
    /// <summary>For an allocation that somebody waits for.</summary>
    public static AllocationBeside Nothing { get; } = new();

    /// <summary>What was found out before, for these requests; null to ask now.</summary>
    public NetworkOutlook? Outlook { get; init; }

    /// <summary>
    /// Ends when the instance is this host's. Ports are made before, bound to the host and recorded only then; should it fail, the allocation
    /// fails with it and takes its ports back.
    /// </summary>
    public Task OnThisHost { get; init; } = Task.CompletedTask;

    /// <summary>Told the security groups of the ports, by their ids, as soon as there are ports.</summary>
    public Action<IReadOnlyList<string>>? Made { get; init; }

    /// <summary>Told the model once Neutron has bound the ports, so that they can be plugged while Nova's records are written.</summary>
    public Action<NetworkInfo>? Bound { get; init; }
}
