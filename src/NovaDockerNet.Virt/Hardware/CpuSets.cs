using System.Collections.Immutable;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Virt.Hardware;

/// <summary>Which CPUs of this host servers may have. nova: virt/libvirt/driver.py _get_pcpu_available, _get_vcpu_available.</summary>
/// <param name="Dedicated">[compute] cpu_dedicated_set; null where it is not set.</param>
/// <param name="Shared">[compute] cpu_shared_set; null where it is not set.</param>
public sealed record CpuSets(ImmutableSortedSet<int>? Dedicated = null, ImmutableSortedSet<int>? Shared = null)
{
    public const string DedicatedOption = "[compute] cpu_dedicated_set";
    public const string SharedOption = "[compute] cpu_shared_set";

    /// <summary>Neither option: servers share all CPUs.</summary>
    public static CpuSets None { get; } = new();

    /// <summary>CPUs to give to one server each; none where the option is not set, and Placement then hears of no PCPU.</summary>
    /// <exception cref="InvalidConfiguration">One of them is not online.</exception>
    public ImmutableSortedSet<int> DedicatedOf(ImmutableSortedSet<int> online) => Dedicated is { } set ? Checked(DedicatedOption, set, online) : [];

    /// <summary>CPUs that servers share: the option's; without it none where others are dedicated, else all.</summary>
    /// <exception cref="InvalidConfiguration">One of them is not online.</exception>
    public ImmutableSortedSet<int> SharedOf(ImmutableSortedSet<int> online) => (Shared, Dedicated) switch
    {
        ({ } set, _) => Checked(SharedOption, set, online),
        (null, not null) => [],
        _ => online,
    };

    private static ImmutableSortedSet<int> Checked(string option, ImmutableSortedSet<int> set, ImmutableSortedSet<int> online) => set.IsSubsetOf(online)
        ? set
        : throw new InvalidConfiguration(
            $"Invalid '{option}' config: one or more of the configured CPUs is not online. Online cpuset(s): {CpuSpec.Format(online)}, "
            + $"configured cpuset(s): {CpuSpec.Format(set)}");
}
