namespace NovaDockerNet.Virt.Traces;

/// <summary>One thing of ours on this host.</summary>
/// <param name="Name">As its owner calls it: a container's id, a device, a path.</param>
/// <param name="InstanceUuid">Whose it is; null when that is not known.</param>
public sealed record HostTrace(HostTraceKind Kind, string Name, string? InstanceUuid)
{
    /// <summary>As an operator reads it.</summary>
    public override string ToString() => Kind switch
    {
        HostTraceKind.Container => $"container {Name}",
        HostTraceKind.Namespace => $"network namespace {Name}",
        HostTraceKind.SwitchPort => $"switch port {Name}",
        HostTraceKind.ContainerBinding => $"namespace of container {Name}",
        HostTraceKind.InstanceFolder => $"folder {Name}",
        _ => $"temporary file {Name}",
    };
}
