using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Tests.Network;

/// <summary>The tables instance_info_caches and virtual_interfaces behind a conductor.</summary>
sealed class NetworkConductor : IConductor
{
    private readonly Lock _lock = new();
    private long _nextRow = 1;

    public NovaProfile Profile { get; } = NovaProfile.ForRelease("26");

    internal Dictionary<string, string> Caches { get; } = [];

    internal List<VirtualInterface> Rows { get; } = [];

    internal int Saves { get; private set; }

    internal bool InstanceIsGone { get; set; }

    internal Func<string, string, Task>? Before { get; set; }

    public async Task<JToken?> ClassActionAsync(
        RequestContext context, string objectName, string method, JArray args, JObject kwargs, CancellationToken ct)
    {
        if (Before is { } before)
            await before(objectName, method);
        var uuid = (string)args[0]!;
        lock (_lock)
        {
            switch (objectName, method)
            {
                case ("InstanceInfoCache", "get_by_instance_uuid"):
                    return Cache(uuid).ToPrimitive();
                case ("VirtualInterface", "delete_by_instance_uuid"):
                    Rows.RemoveAll(row => row.InstanceUuid == uuid);
                    return null;
                case ("VirtualInterface", "get_by_uuid"):
                    return Rows.Find(row => row.Uuid == uuid)?.ToPrimitive();
                case ("VirtualInterfaceList", "get_by_instance_uuid"):
                    var list = VersionedObject.NewEnvelope("VirtualInterfaceList", "1.0");
                    list["nova_object.data"]!["objects"] = new JArray(Rows.Where(row => row.InstanceUuid == uuid).Select(row => row.ToPrimitive()));
                    return list;
                default:
                    throw new InvalidOperationException($"{objectName}.{method}");
            }
        }
    }

    public async Task<JToken?> ObjectActionAsync(
        RequestContext context, VersionedObject instance, string method, JArray args, JObject kwargs, CancellationToken ct)
    {
        if (Before is { } before)
            await before(instance.ObjectName, method);
        lock (_lock)
        {
            switch (instance, method)
            {
                case (InstanceInfoCache cache, "save"):
                    if (InstanceIsGone)
                        throw new InstanceNotFound(cache.InstanceUuid);
                    Saves++;
                    Caches[cache.InstanceUuid] = cache.NetworkInfo!;
                    return null;
                case (VirtualInterface row, "create"):
                    row.ApplyUpdates(new JObject { ["id"] = _nextRow++ });
                    Rows.Add(VirtualInterface.View(row.ToPrimitive()));
                    return null;
                case (VirtualInterface row, "destroy"):
                    Rows.RemoveAll(known => known.Id == row.Id);
                    return null;
                default:
                    throw new InvalidOperationException($"{instance.ObjectName}.{method}");
            }
        }
    }

    public Task<JToken> BackportAsync(RequestContext context, JObject primitive, CancellationToken ct) => throw new NotSupportedException();

    private InstanceInfoCache Cache(string uuid)
    {
        var cache = Profile.Create<InstanceInfoCache>();
        cache.InstanceUuid = uuid;
        cache.NetworkInfo = Caches.TryGetValue(uuid, out var json) ? json : throw new InstanceInfoCacheNotFound(uuid);
        cache.ResetChanges();
        return cache;
    }
}
