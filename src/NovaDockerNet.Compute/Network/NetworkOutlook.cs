using NovaDockerNet.OpenStack.Neutron;

namespace NovaDockerNet.Compute.Network;

/// <summary>What an allocation reads before it makes anything, asked for while the claim is being made.</summary>
/// <remarks>
/// Neutron answers a look-up as slowly as it binds a port, and binds more slowly while it answers. A subnet that is made or changed in the
/// moment between is asked for again, or comes with the next refresh of the info cache.
/// </remarks>
public sealed class NetworkOutlook
{
    internal NetworkOutlook(Task<IReadOnlyList<NeutronNetwork>> visible, Task<NeutronFacts> facts)
    {
        (Visible, Facts) = (visible, facts);
        // A claim that fails leaves nobody who would ask how these ended.
        _ = Task.WhenAll(visible, facts).ContinueWith(
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>The networks asked for, as far as the user may see them.</summary>
    internal Task<IReadOnlyList<NeutronNetwork>> Visible { get; }

    /// <summary>The same networks and what lies around them, with admin rights.</summary>
    internal Task<NeutronFacts> Facts { get; }
}
