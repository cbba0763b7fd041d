using System.Collections.Immutable;

namespace NovaDockerNet.Objects.Numa;

public sealed partial class InstanceNumaCell
{
    /// <summary>Some of its virtual CPUs have a CPU of the host each.</summary>
    public bool HasDedicated => GetOrDefault(Fields.CpuPolicy) is CpuPolicies.Dedicated or CpuPolicies.Mixed;

    /// <summary>Some of its virtual CPUs share CPUs of the host.</summary>
    public bool HasShared => GetOrDefault(Fields.CpuPolicy) is null or CpuPolicies.Shared or CpuPolicies.Mixed;

    /// <summary>The CPUs of the host that it is pinned to; empty before a claim.</summary>
    public ImmutableSortedSet<int> Pins =>
        GetOrDefault(Fields.CpuPinningRaw) is { } pinning ? [.. pinning.Values.Select(cpu => (int)cpu)] : [];

    /// <summary>An independent copy, not marked as changed.</summary>
    public InstanceNumaCell Copy() => View((Newtonsoft.Json.Linq.JObject)Envelope.DeepClone());
}
