using System.Globalization;
using System.Reflection;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Profiles;

/// <summary>One release of nova as data: what its own compute service would report, accept and send.</summary>
public sealed class NovaProfile
{
    private readonly Dictionary<string, ObjectProfile> _objects;

    private NovaProfile(JObject data)
    {
        Release = data.Value<string>("release")!;
        Codename = data.Value<string>("codename")!;
        ServiceVersion = data.Value<int>("service_version");
        OldestSupportedServiceVersion = data.Value<int>("oldest_supported_service_version");
        ComputeRpcVersion = data.Value<string>("compute_rpc_version")!;
        Topics = Strings(data["topics"]!);
        HasNodeIdentity = data.Value<bool>("node_identity");
        RequiresOwnerTrait = data.Value<bool>("owner_trait");
        HealInstanceInfoCacheInterval = TimeSpan.FromSeconds(data.Value<int>("heal_instance_info_cache_interval"));
        var ratios = data["initial_allocation_ratios"]!;
        InitialAllocationRatios = new AllocationRatios(ratios.Value<double>("cpu"), ratios.Value<double>("ram"), ratios.Value<double>("disk"));
        CapabilityTraits = ((JObject)data["capability_traits"]!).Properties().ToDictionary(p => p.Name, p => (string)p.Value!, StringComparer.Ordinal);
        Endpoints = data["endpoints"]!.Select(RpcEndpointProfile.Parse).ToList();
        RpcVersionHistory = ((JObject)data["rpc_version_history"]!).Properties()
            .ToDictionary(p => int.Parse(p.Name, CultureInfo.InvariantCulture), p => (string)p.Value!);
        _objects = ((JObject)data["objects"]!).Properties().ToDictionary(p => p.Name, p => ObjectProfile.Parse(p.Value), StringComparer.Ordinal);
        Payloads = ((JObject)data["payloads"]!).Properties().ToDictionary(p => p.Name, p => PayloadProfile.Parse(p.Value), StringComparer.Ordinal);
    }

    /// <summary>Every release supported, oldest first.</summary>
    public static IReadOnlyList<NovaProfile> All { get; } = Load();

    /// <summary>Nova's major version, for instance 26.</summary>
    public string Release { get; }

    public string Codename { get; }

    /// <summary>nova/objects/service.py SERVICE_VERSION, reported in the service record.</summary>
    public int ServiceVersion { get; }

    /// <summary>The oldest compute this release's control plane works with.</summary>
    public int OldestSupportedServiceVersion { get; }

    /// <summary>Version of the main endpoint.</summary>
    public string ComputeRpcVersion { get; }

    /// <summary>Queues a compute listens on: compute, and compute-alt where the release has it.</summary>
    public IReadOnlyList<string> Topics { get; }

    /// <summary>Whether a compute keeps its node's uuid in a compute_id file (nova/virt/node.py).</summary>
    public bool HasNodeIdentity { get; }

    /// <summary>Whether the scheduler wants OWNER_NOVA on every provider (nova/scheduler/request_filter.py owner_nova_filter).</summary>
    public bool RequiresOwnerTrait { get; }

    /// <summary>Default of [DEFAULT]heal_instance_info_cache_interval; negative is off.</summary>
    public TimeSpan HealInstanceInfoCacheInterval { get; }

    /// <summary>Defaults of [DEFAULT]initial_*_allocation_ratio.</summary>
    public AllocationRatios InitialAllocationRatios { get; }

    /// <summary>Driver capability to placement trait (nova/virt/driver.py CAPABILITY_TRAITS_MAP).</summary>
    public IReadOnlyDictionary<string, string> CapabilityTraits { get; }

    /// <summary>The endpoints of the RPC server, in the order they are tried.</summary>
    public IReadOnlyList<RpcEndpointProfile> Endpoints { get; }

    /// <summary>The methods of the main endpoint by name.</summary>
    public IReadOnlyDictionary<string, RpcMethodProfile> Methods => Endpoints[0].Methods;

    /// <summary>Service version to compute RPC version, for pins to older computes.</summary>
    public IReadOnlyDictionary<int, string> RpcVersionHistory { get; }

    /// <summary>The payload classes of the versioned notifications a compute service sends.</summary>
    public IReadOnlyDictionary<string, PayloadProfile> Payloads { get; }

    public IEnumerable<string> ObjectNames => _objects.Keys;

    public static NovaProfile ForServiceVersion(int version) =>
        All.FirstOrDefault(p => p.ServiceVersion == version)
        ?? throw new UnsupportedReleaseException($"No profile for nova service version {version}; known are {Known(p => p.ServiceVersion)}.");

    public static NovaProfile ForRelease(string release) =>
        All.FirstOrDefault(p => p.Release == release)
        ?? throw new UnsupportedReleaseException($"No profile for nova release '{release}'; known are {Known(p => p.Release)}.");

    /// <summary>The version of an object class, or null when the release does not have it.</summary>
    public ObjectVersion? VersionOf(string objectName) =>
        _objects.TryGetValue(objectName, out var known) ? ObjectVersion.Parse(known.Version) : null;

    /// <summary>obj_tree_get_versions: the object and all it can contain.</summary>
    public IReadOnlyDictionary<string, string> Manifest(string objectName) =>
        _objects.TryGetValue(objectName, out var known)
            ? known.Tree.ToDictionary(name => name, name => _objects[name].Version, StringComparer.Ordinal)
            : throw new UnsupportedReleaseException($"nova {Release} has no object '{objectName}'.");

    /// <summary>A new object at this release's version, with no field set.</summary>
    public T Create<T>()
        where T : VersionedObject, IVersionedObject<T>
        => T.View(VersionedObject.NewEnvelope(
            T.ObjectClass,
            _objects.TryGetValue(T.ObjectClass, out var known)
                ? known.Version
                : throw new UnsupportedReleaseException($"nova {Release} has no object '{T.ObjectClass}'.")));

    private static List<NovaProfile> Load()
    {
        var assembly = typeof(NovaProfile).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.Contains(".Profiles.Data.", StringComparison.Ordinal))
            .Select(name => new NovaProfile(Read(assembly, name)))
            .OrderBy(p => p.ServiceVersion)
            .ToList();
    }

    private static JObject Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return (JObject)WireJson.Parse(reader.ReadToEnd());
    }

    private static string Known<T>(Func<NovaProfile, T> what) => string.Join(", ", All.Select(what));

    private static List<string> Strings(JToken token) => token.Values<string>().ToList()!;
}
