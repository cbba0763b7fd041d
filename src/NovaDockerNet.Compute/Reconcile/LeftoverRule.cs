using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Traces;

namespace NovaDockerNet.Compute.Reconcile;

/// <summary>Whether what an instance has on this host belongs there. Pure.</summary>
static class LeftoverRule
{
    /// <summary>Null when it belongs there, or somebody is at work on it.</summary>
    /// <param name="row">What nova knows of it, deleted rows too; null when nothing.</param>
    /// <param name="isMoving">A migration from or to this host is not over.</param>
    public static Leftover? Judge(string instanceUuid, IReadOnlyList<HostTrace> traces, Instance? row, string host, bool isMoving)
    {
        if (row is null)
        {
            // A service that asks the wrong cell would find all its servers unknown: what can hold data is left to the operator.
            var holdsData = traces.Any(trace => trace.Kind is HostTraceKind.Container);
            return new Leftover(instanceUuid, traces, "Nova does not know the instance", IsCertain: !holdsData);
        }
        if (row.GetOrDefault(Instance.Fields.Deleted))
        {
            // A hidden one is the other half of a move between cells.
            return row.GetOrDefault(Instance.Fields.Hidden)
                ? null
                : new Leftover(instanceUuid, traces, "the instance is deleted", IsCertain: true) { IsDeleted = true };
        }
        if (row.Host == host || row.TaskState is not null || isMoving || row.VmState == VmState.Resized)
            return null;
        if (row.Host is not null)
            return new Leftover(instanceUuid, traces, $"the instance is on host {row.Host}", IsCertain: true);
        // Between two hosts, or before its claim on this one.
        return row.VmState == VmState.Building ? null : new Leftover(instanceUuid, traces, $"the instance is on no host ({row.VmState?.Value})", IsCertain: true);
    }

    /// <summary>What is wrong whatever nova says: bindings of containers that do not exist, files half written.</summary>
    public static IEnumerable<Leftover> Files(IReadOnlyList<HostTrace> traces)
    {
        var containers = traces.Where(trace => trace.Kind == HostTraceKind.Container).Select(trace => trace.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var trace in traces)
        {
            if (trace.Kind == HostTraceKind.ContainerBinding && !containers.Contains(trace.Name))
                yield return new Leftover(trace.InstanceUuid, [trace], "there is no such container", IsCertain: true);
            else if (trace.Kind == HostTraceKind.TemporaryFile)
                yield return new Leftover(null, [trace], "nobody has written to it for long", IsCertain: true);
        }
    }

    /// <summary>Without nova's word: what has a namespace, a port or a folder here, and no container. While a service runs it may be a build.</summary>
    public static IEnumerable<Leftover> WithoutContainer(IReadOnlyList<HostTrace> traces) =>
        traces.Where(trace => trace.InstanceUuid is not null && trace.Kind != HostTraceKind.ContainerBinding).GroupBy(trace => trace.InstanceUuid!)
            .Where(group => group.All(trace => trace.Kind != HostTraceKind.Container))
            .Select(group => new Leftover(group.Key, [.. group], "there is no container of this instance", IsCertain: false));
}
