using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Objects.Scheduling;
using NovaDockerNet.Oslo.VersionedObjects;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Compute.Resources;

public sealed partial class ResourceTracker
{
    private const string DoesNotFit = "Requested instance NUMA topology cannot fit the given host NUMA topology";

    /// <summary>
    /// Where on this host the server goes; null when it asks for no place. Under the lock, and counted before that is given up. nova: compute/claims.py
    /// _test_numa_topology.
    /// </summary>
    /// <param name="wanted">As flavor and image ask for it, or as another host or an earlier time had fitted it.</param>
    /// <param name="limits">A SchedulerLimits, or its dictionary.</param>
    /// <exception cref="ComputeResourcesUnavailable">There is no room, or no container can have what is asked for.</exception>
    private InstanceNumaTopology? Fit(ComputeNode node, InstanceNumaTopology? wanted, HardwareSpecs specs, JObject limits)
    {
        specs.RefuseUnsupported();
        if (wanted is null)
            return null;
        if (node.GetOrDefault(ComputeNode.Fields.NumaTopology) is { } json
            && NumaFit.Find(NumaTopology.FromJson(json), wanted, LimitsOf(limits), options.PackNumaCells, conductor.Profile) is { } found)
            return found;
        throw new ComputeResourcesUnavailable(DoesNotFit);
    }

    private static NumaTopologyLimits? LimitsOf(JObject limits)
    {
        var values = VersionedObject.IsObject(limits) ? (JObject)limits[EnvelopeKeys.Data]! : limits;
        return values[SchedulerLimits.Fields.NumaTopology.Name] is JObject numa && VersionedObject.IsObject(numa) ? NumaTopologyLimits.View(numa) : null;
    }

    /// <summary>The node's topology with the server counted or not any more; null when it stays as it is. Changes nothing.</summary>
    private string? Counted(ComputeNode node, InstanceNumaTopology? topology, int sign)
    {
        if (topology is null || node.GetOrDefault(ComputeNode.Fields.NumaTopology) is not { } json)
            return null;
        var host = NumaTopology.FromJson(json);
        try
        {
            return (sign > 0 ? NumaUsage.Add(host, topology) : NumaUsage.Remove(host, topology)).ToJson();
        }
        catch (Exception e) when (sign < 0 && e is CPUUnpinningInvalid or CPUUnpinningUnknown)
        {
            // A request may have been sent before the server's last resize. Its deletion does not fail for that: the next audit counts what Nova has.
            LogNotUncounted(e.Message);
            return null;
        }
    }

    private async Task<InstanceNumaTopology?> TopologyOfAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(conductor, context, Instance.Fields.NumaTopology, cancellationToken);
        return instance.NumaTopology;
    }

    private async Task<HardwareSpecs> SpecsOfAsync(RequestContext context, Instance instance, Flavor flavor, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
        return HardwareSpecs.Of(instance, flavor);
    }

    /// <summary>A copy that says no more where on this host the server was. nova: Instance.clear_numa_topology.</summary>
    private static InstanceNumaTopology Cleared(InstanceNumaTopology topology)
    {
        var cleared = InstanceNumaTopology.View((JObject)topology.Envelope.DeepClone());
        cleared.ClearHostPinning();
        return cleared;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The CPUs of a server are given back by the next resource update only: {Reason}")]
    private partial void LogNotUncounted(string reason);
}
