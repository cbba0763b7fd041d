using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>How far a build came, for whoever has to clean up behind it.</summary>
sealed class BuildProgress
{
    public BuildStage Stage { get; set; } = BuildStage.Claim;

    /// <summary>nova: NetworkInfoAsyncWrapper; null until networks were asked for.</summary>
    public Task<NetworkInfo>? Networks { get; set; }

    /// <summary>Set once the claim is made and the instance is in task_state networking; cancelled when that cannot be.</summary>
    public TaskCompletionSource OnThisHost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The model as soon as Neutron has bound the ports; never set when the allocation fails before.</summary>
    public TaskCompletionSource<NetworkInfo> Bound { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The names of the security groups of the ports, for a server with a config drive; null until there are ports.</summary>
    public Task<IReadOnlyList<string>>? SecurityGroups { get; set; }

    /// <summary>The look at a guest that has just been started; null before.</summary>
    public Task<NovaException?>? Living { get; set; }

    /// <summary>Something of the guest could not be removed.</summary>
    public bool LeftSomething { get; set; }

    /// <summary>The model, from whichever is first: bound ports, or the end of the allocation, which may be its failure.</summary>
    public async Task<NetworkInfo> NetworksKnownAsync() => await await Task.WhenAny(Bound.Task, Networks!);

    /// <summary>The network if Neutron has answered; an undo has no time to wait for it.</summary>
    public NetworkInfo? NetworksSoFar => Networks is { IsCompletedSuccessfully: true } ? Networks.Result : null;

    /// <summary>Makes sure the call in the background has ended. nova: network_info.wait(do_raise=False).</summary>
    public async Task<NetworkInfo?> NetworksEndedAsync()
    {
        OnThisHost.TrySetCanceled();
        if (Networks is null)
            return null;
        await Task.WhenAny(Networks);
        return Networks.IsCompletedSuccessfully ? await Networks : null;
    }
}
