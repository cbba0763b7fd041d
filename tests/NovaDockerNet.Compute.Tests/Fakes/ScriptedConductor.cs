using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Tests.Fakes;

/// <summary>Rows of services, nodes, instances and migrations as a host's audit and periodic tasks see them.</summary>
sealed class ScriptedConductor(string release = "26") : IConductor
{
    private long _nextId = 1;

    public NovaProfile Profile { get; } = NovaProfile.ForRelease(release);

    /// <summary>"Class.method", in order.</summary>
    public List<string> Calls { get; } = [];

    public List<(string Name, JObject Data, JArray Changes, RequestContext Context)> Actions { get; } = [];

    public Dictionary<string, Func<RequestContext, JArray, JToken?>> Answers { get; } = [];

    /// <summary>Thrown by the next action of the name.</summary>
    public Dictionary<string, Exception> Failures { get; } = [];

    /// <summary>The next action of the name is lost with its answer.</summary>
    public HashSet<string> Lost { get; } = [];

    public List<JObject> Instances { get; } = [];

    public List<JObject> Migrations { get; } = [];

    public List<JObject> Bdms { get; } = [];

    public JObject? Service { get; set; }

    public JObject? Node { get; set; }

    public JObject LastData(string action) => Actions.Last(a => a.Name == action).Data;

    public int Count(string action) => Calls.Count(c => c == action);

    public async Task<JToken?> ClassActionAsync(RequestContext context, string objectName, string method, JArray args, JObject kwargs, CancellationToken ct)
    {
        await Task.Yield();
        var name = $"{objectName}.{method}";
        Calls.Add(name);
        if (Failures.Remove(name, out var failure))
            throw failure;
        if (Answers.TryGetValue(name, out var answer))
            return answer(context, args);
        return name switch
        {
            "Service.get_by_host_and_binary" => Service is null ? null : Envelope("Service", Service),
            "Service.get_by_compute_host" => Envelope("Service", Service ?? throw new ComputeHostNotFound((string)args[0]!)),
            "ComputeNodeList.get_all_by_host" => List("ComputeNodeList", "ComputeNode", Node is null ? throw new ComputeHostNotFound((string)args[0]!) : [Node]),
            "ComputeNodeList.get_all_by_uuids" => List("ComputeNodeList", "ComputeNode", Node is null ? [] : [Node]),
            "ComputeNode.get_by_host_and_nodename" or "ComputeNode.get_by_uuid" =>
                Envelope("ComputeNode", Node ?? throw new ComputeHostNotFound((string)args[0]!)),
            "InstanceList.get_by_host_and_node" or "InstanceList.get_by_host" or "InstanceList.get_by_filters" =>
                List("InstanceList", "Instance", Instances),
            "Instance.get_by_uuid" => Envelope("Instance", Instances.FirstOrDefault(i => (string?)i["uuid"] == (string?)args[0]) ?? throw new InstanceNotFound((string)args[0]!)),
            "MigrationList.get_in_progress_and_error" => List("MigrationList", "Migration", Migrations),
            "BlockDeviceMappingList.get_by_instance_uuid" or "BlockDeviceMappingList.get_by_instance_uuids" => List("BlockDeviceMappingList", "BlockDeviceMapping", Bdms),
            _ => throw new InvalidOperationException($"The conductor was asked for {name}."),
        };
    }

    public async Task<JToken?> ObjectActionAsync(
        RequestContext context, VersionedObject instance, string method, JArray args, JObject kwargs, CancellationToken ct)
    {
        await Task.Yield();
        var name = $"{instance.ObjectName}.{method}";
        Calls.Add(name);
        if (Lost.Remove(name))
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        if (Failures.Remove(name, out var failure))
            throw failure;
        var sent = instance.ToPrimitive();
        var data = (JObject)sent["nova_object.data"]!;
        Actions.Add((name, (JObject)data.DeepClone(), sent["nova_object.changes"] as JArray ?? [], context));
        var updates = new JObject { ["updated_at"] = $"2026-01-01T00:00:{_nextId % 60:00}Z" };
        if (method == "create")
        {
            updates["id"] = _nextId;
            updates["disabled"] = false;
            updates["deleted"] = false;
            if (data["uuid"] is null)
                updates["uuid"] = Guid.NewGuid().ToString();
        }

        _nextId++;
        instance.ApplyUpdates(updates);
        var row = (JObject)instance.ToPrimitive()["nova_object.data"]!;
        if (instance.ObjectName == "ComputeNode")
            Node = row;
        if (instance.ObjectName == "Service")
            Service = row;
        return null;
    }

    public Task<JToken> BackportAsync(RequestContext context, JObject primitive, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>An instance row with what an audit needs.</summary>
    public JObject AddInstance(string uuid, string vmState = "active", string? taskState = null, int memoryMb = 64, int swap = 0, string host = "node1")
    {
        var row = new JObject
        {
            ["id"] = _nextId++,
            ["uuid"] = uuid,
            ["host"] = host,
            ["node"] = host,
            ["vm_state"] = vmState,
            ["task_state"] = taskState,
            ["power_state"] = 1,
            ["os_type"] = null,
            ["project_id"] = "p1",
            ["image_ref"] = "image-1",
            ["deleted"] = false,
            ["hidden"] = false,
            ["created_at"] = "2025-12-31T23:00:00Z",
            ["instance_type_id"] = 1,
            ["numa_topology"] = null,
            ["pci_requests"] = null,
            ["migration_context"] = null,
            ["resources"] = null,
            ["system_metadata"] = new JObject(),
            ["info_cache"] = null,
            ["flavor"] = FlavorEnvelope(memoryMb, swap),
            ["old_flavor"] = null,
            ["new_flavor"] = null,
        };
        if (release != "26")
            row["compute_id"] = null;
        Instances.Add(row);
        return row;
    }

    public JObject FlavorEnvelope(int memoryMb, int swap) => Envelope("Flavor", new JObject
    {
        ["memory_mb"] = memoryMb,
        ["vcpus"] = 1,
        ["root_gb"] = 2,
        ["ephemeral_gb"] = 1,
        ["swap"] = swap,
    });

    public JObject Envelope(string name, JObject data)
    {
        var envelope = VersionedObject.NewEnvelope(name, Profile.VersionOf(name)!.Value.ToString());
        envelope["nova_object.data"] = data.DeepClone();
        return envelope;
    }

    private JObject List(string list, string item, IEnumerable<JObject> rows) =>
        Envelope(list, new JObject { ["objects"] = new JArray(rows.Select(r => Envelope(item, r))) });
}
