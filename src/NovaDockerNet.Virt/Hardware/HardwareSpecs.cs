using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;

namespace NovaDockerNet.Virt.Hardware;

/// <summary>
/// What a flavor's extra specs `hw:*` and an image's properties `hw_*` ask of processors and memory. nova: virt/hardware.py, its get_*_constraint.
/// </summary>
/// <param name="Flavor">Whose number of processors and memory the rest is about.</param>
/// <param name="Image">Properties by name.</param>
/// <remarks>
/// Nova's API has refused what is wrong in itself; what an older one or a direct change of the database lets through is refused here with InvalidInput,
/// which names the key. What no container can have is ComputeResourcesUnavailable: another host of the cloud may have it.
/// </remarks>
public sealed partial record HardwareSpecs(Flavor Flavor, IReadOnlyDictionary<string, string> Image)
{
    /// <summary>Of a host whose cores have several threads.</summary>
    public const string HyperthreadingTraitName = "HW_CPU_HYPERTHREADING";

    public const string DedicatedMaskKey = "hw:cpu_dedicated_mask";
    public const string EmulatorThreadsKey = "hw:emulator_threads_policy";

    private const string CpuPolicyKey = "cpu_policy";
    private const string ThreadPolicyKey = "cpu_thread_policy";
    private const string NodesKey = "numa_nodes";
    private const string NodeCpusKey = "numa_cpus";
    private const string NodeMemoryKey = "numa_mem";
    private const string PageSizeKey = "mem_page_size";
    private const string LockedMemoryKey = "locked_memory";
    private const string RealtimeKey = "hw:cpu_realtime";

    private const long SmallPages = -1;
    private const long LargePages = -2;
    private const long AnyPages = -3;
    private static readonly string[] s_yes = ["1", "t", "true", "on", "y", "yes"];

    /// <summary>The image's as the server keeps it in system_metadata.</summary>
    /// <param name="instance">With system_metadata loaded.</param>
    public static HardwareSpecs Of(Instance instance, Flavor flavor)
    {
        var properties = (Newtonsoft.Json.Linq.JObject)instance.GetImageFromSystemMetadata()["properties"]!;
        return new HardwareSpecs(flavor, properties.Properties().ToDictionary(p => p.Name, p => (string)p.Value!, StringComparer.Ordinal));
    }

    /// <exception cref="ComputeResourcesUnavailable">Real time, locked memory, or pages of another size than all processes have.</exception>
    public void RefuseUnsupported()
    {
        if (IsTrue(OfFlavor(RealtimeKey)))
            throw Unsupported($"flavor extra spec {RealtimeKey}", "containers have no real-time processors");
        var (flavor, image) = Both(LockedMemoryKey);
        if (IsTrue(flavor ?? image))
            throw Unsupported(Source(LockedMemoryKey, flavor), "the memory of containers is not locked");
        (flavor, image) = Both(PageSizeKey);
        if (PageSize() is { } size and not (SmallPages or AnyPages) && size != HostTopology.PageKb)
            throw Unsupported($"{Source(PageSizeKey, flavor)}={flavor ?? image}", $"containers have no huge pages, only those of {HostTopology.PageKb} KiB");
    }

    /// <summary>dedicated, shared or mixed; null is shared. nova: get_cpu_policy_constraint.</summary>
    public string? CpuPolicy()
    {
        var (flavor, image) = Both(CpuPolicyKey);
        Known(CpuPolicyKey, flavor, image, CpuPolicies.Allocation);
        return (flavor, image) switch
        {
            (CpuPolicies.Mixed, CpuPolicies.Dedicated)
                or (CpuPolicies.Shared, CpuPolicies.Mixed or CpuPolicies.Dedicated) =>
                throw Conflict(CpuPolicyKey, flavor, image),
            _ => flavor ?? image,
        };
    }

    /// <summary>prefer, isolate or require; null is prefer. nova: get_cpu_thread_policy_constraint.</summary>
    public string? ThreadPolicy()
    {
        var (flavor, image) = Both(ThreadPolicyKey);
        Known(ThreadPolicyKey, flavor, image, CpuPolicies.Threads);
        if (flavor is null or CpuPolicies.Prefer)
            return flavor ?? image;
        return image is null || image == flavor ? flavor : throw Conflict(ThreadPolicyKey, flavor, image);
    }

    /// <summary>The virtual CPUs of a mixed server that are dedicated; null when the flavor does not say. nova: get_dedicated_cpu_constraint.</summary>
    public ImmutableSortedSet<int>? DedicatedMask()
    {
        if (OfFlavor(DedicatedMaskKey) is not { Length: > 0 } mask)
            return null;
        var all = Enumerable.Range(0, (int)Flavor.Vcpus).ToImmutableSortedSet();
        var dedicated = Cpus($"flavor extra spec {DedicatedMaskKey}", mask.Trim().StartsWith('^') ? $"{CpuSpec.Format(all)},{mask}" : mask);
        return dedicated.Count > 0 && dedicated.IsProperSubsetOf(all)
            ? dedicated
            : throw new InvalidInput(
                $"flavor extra spec {DedicatedMaskKey} is \"{mask}\": some of the flavor's {Flavor.Vcpus} virtual CPUs must be dedicated and some shared");
    }

    /// <summary>isolate or share; null for neither. nova: get_emulator_thread_policy_constraint.</summary>
    public string? EmulatorThreadsPolicy()
    {
        var policy = OfFlavor(EmulatorThreadsKey);
        if (policy is not null && !CpuPolicies.EmulatorThreads.Contains(policy))
            throw Unknown($"flavor extra spec {EmulatorThreadsKey}", policy, CpuPolicies.EmulatorThreads);
        return policy;
    }

    /// <summary>nova: _get_numa_node_count_constraint.</summary>
    public int? Nodes()
    {
        var (flavor, image) = Both(NodesKey);
        if (flavor is not null && image is not null)
            throw Conflict(NodesKey, flavor, image);
        if ((flavor ?? image) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var nodes) && nodes > 0
            ? nodes
            : throw new InvalidInput($"{Source(NodesKey, flavor)} is \"{text}\", not a number of nodes");
    }

    /// <summary>Per node, or null. nova: _get_numa_cpu_constraint.</summary>
    public IReadOnlyList<ImmutableSortedSet<int>>? NodeCpus() => PerNode(NodeCpusKey, Cpus);

    /// <summary>In MB per node, or null. nova: _get_numa_mem_constraint.</summary>
    public IReadOnlyList<long>? NodeMemory() => PerNode(NodeMemoryKey, (source, text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var memory)
            ? memory
            : throw new InvalidInput($"{source} is \"{text}\", not a number of MB"));

    /// <summary>In KiB, or -1 small, -2 large, -3 any; null for whatever there is. nova: _get_numa_pagesize_constraint.</summary>
    public long? PageSize()
    {
        var (flavor, image) = Both(PageSizeKey);
        if (flavor is null)
            return image is null ? null : throw Conflict(PageSizeKey, flavor, image);
        var asked = PageSize($"flavor extra spec hw:{PageSizeKey}", flavor);
        if (image is null)
            return asked;
        return asked is AnyPages or LargePages ? PageSize($"image property hw_{PageSizeKey}", image) : throw Conflict(PageSizeKey, flavor, image);
    }

    /// <summary>resources:VCPU and resources:PCPU of all groups. nova: _get_vcpu_pcpu_resources.</summary>
    public (long Shared, long Dedicated) Resources()
    {
        return (Sum("VCPU"), Sum("PCPU"));

        long Sum(string resourceClass) => ExtraSpecs
            .Where(spec => ResourceKey().Match(spec.Key) is { Success: true } match && match.Groups[1].Value == resourceClass)
            .Sum(spec => long.TryParse(spec.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) ? amount : 0);
    }

    /// <summary>required, forbidden, or null. nova: _get_hyperthreading_trait.</summary>
    public string? HyperthreadingTrait() =>
        ExtraSpecs.FirstOrDefault(spec => TraitKey().IsMatch(spec.Key)).Value
        ?? (Image.TryGetValue($"trait:{HyperthreadingTraitName}", out var trait) && trait == "required" ? trait : null);

    private static long PageSize(string source, string text) => text switch
    {
        "small" => SmallPages,
        "large" => LargePages,
        "any" => AnyPages,
        _ when PageSizeText().Match(text) is { Success: true } match
            && long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => match.Groups[2].Value switch
            {
                "" or "K" or "k" => number,
                "M" => number << 10,
                "G" => number << 20,
                _ => number << 30,
            },
        _ => throw new InvalidInput($"{source} is \"{text}\", not small, large, any, or a size in KiB or with a unit"),
    };

    private static ImmutableSortedSet<int> Cpus(string source, string text)
    {
        try
        {
            return CpuSpec.Parse(text);
        }
        catch (Invalid e)
        {
            throw new InvalidInput($"{source} is \"{text}\": {e.Message}");
        }
    }

    private List<T>? PerNode<T>(string key, Func<string, string, T> parse)
    {
        var flavor = Numbered(ExtraSpecs, $"hw:{key}", "flavor extra spec");
        var image = Numbered(Image, $"hw_{key}", "image property");
        if (flavor is not null && image is not null)
            throw new InvalidInput($"flavor extra spec hw:{key}.0 excludes image property hw_{key}.0");
        return flavor ?? image;

        List<T>? Numbered(IReadOnlyDictionary<string, string> all, string prefix, string kind)
        {
            var found = new List<T>();
            while (all.TryGetValue(FormattableString.Invariant($"{prefix}.{found.Count}"), out var text))
                found.Add(parse(FormattableString.Invariant($"{kind} {prefix}.{found.Count}"), text));
            return found.Count > 0 ? found : null;
        }
    }

    private ImmutableDictionary<string, string> ExtraSpecs => Flavor.GetOrDefault(Flavor.Fields.ExtraSpecs) ?? ImmutableDictionary<string, string>.Empty;

    private string? OfFlavor(string key) => ExtraSpecs.GetValueOrDefault(key);

    private (string? Flavor, string? Image) Both(string key) => (OfFlavor($"hw:{key}"), Image.GetValueOrDefault($"hw_{key}"));

    private static string Source(string key, string? flavor) => flavor is null ? $"image property hw_{key}" : $"flavor extra spec hw:{key}";

    private static void Known(string key, string? flavor, string? image, IReadOnlyList<string> values)
    {
        if (flavor is not null && !values.Contains(flavor))
            throw Unknown(Source(key, flavor), flavor, values);
        if (image is not null && !values.Contains(image))
            throw Unknown(Source(key, null), image, values);
    }

    private static InvalidInput Unknown(string source, string value, IReadOnlyList<string> values) =>
        new($"{source} is \"{value}\", not one of {string.Join(", ", values)}");

    private static InvalidInput Conflict(string key, string? flavor, string? image) =>
        new($"image property hw_{key}=\"{image}\" does not go with flavor extra spec hw:{key}={(flavor is null ? "<unset>" : $"\"{flavor}\"")}");

    private static ComputeResourcesUnavailable Unsupported(string source, string why) => new($"{source} is not supported on this host: {why}");

    // oslo.utils: strutils.bool_from_string.
    private static bool IsTrue(string? text) => text is not null && s_yes.Contains(text.Trim().ToLowerInvariant());

    [GeneratedRegex("^resources(?:[1-9][0-9]*)?:([VP]CPU)$")]
    private static partial Regex ResourceKey();

    [GeneratedRegex("^trait(?:[1-9][0-9]*)?:" + HyperthreadingTraitName + "$")]
    private static partial Regex TraitKey();

    [GeneratedRegex("^([0-9]+)(?:([KkMGT])i?B)?$")]
    private static partial Regex PageSizeText();
}
