using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>How far a build came, for whoever has to clean up behind it.</summary>
sealed class BuildProgress
{
    public BuildStage Stage { get; set; } = BuildStage.Claim;

    /// <summary>nova: NetworkInfoAsyncWrapper; null until networks were asked for.</summary>
    public Task<NetworkInfo>? Networks { get; set; }

    /// <summary>Something of the guest could not be removed.</summary>
    public bool LeftSomething { get; set; }

    /// <summary>The network if Neutron has answered; an undo has no time to wait for it.</summary>
    public NetworkInfo? NetworksSoFar => Networks is { IsCompletedSuccessfully: true } ? Networks.Result : null;

    /// <summary>Makes sure the call in the background has ended. nova: network_info.wait(do_raise=False).</summary>
    public async Task<NetworkInfo?> NetworksEndedAsync()
    {
        if (Networks is null)
            return null;
        await Task.WhenAny(Networks);
        return Networks.IsCompletedSuccessfully ? await Networks : null;
    }
}
