using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Tests.Fakes;

/// <summary>
/// nova's conductor with instance rows in memory: saves compare task_state as the database does. Everything else it is told is kept in
/// <see cref="Calls"/>; class methods answer what <see cref="Answers"/> says, or null.
/// </summary>
sealed class FakeConductor : IConductor
{
    public const string ConsoleToken = "c0ffee00-0000-0000-0000-000000000000";

    private readonly Lock _gate = new();
    private readonly List<ConductorCall> _calls = [];

    public NovaProfile Profile { get; set; } = NovaProfile.ForRelease("26");

    /// <summary>Rows of the instances table by uuid: the data of their objects.</summary>
    public Dictionary<string, JObject> Instances { get; } = [];

    /// <summary>"Class.method" to answer.</summary>
    public Dictionary<string, Func<JArray, JObject, JToken?>> Answers { get; } = [];

    /// <summary>Called before a call takes effect; throws to fail it.</summary>
    public Func<ConductorCall, Task> Before { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<ConductorCall> Calls
    {
        get
        {
            using (_gate.EnterScope())
                return [.. _calls];
        }
    }

    /// <summary>Forgets what it was told.</summary>
    public void Forget()
    {
        using (_gate.EnterScope())
        {
            _calls.Clear();
            Instances.Clear();
        }
    }

    public IEnumerable<string> CallNames => Calls.Select(c => c.Name);

    /// <summary>The task_states an instance was saved with, in order.</summary>
    public IReadOnlyList<string?> TaskStates => [.. Calls.Where(c => c.Name == "Instance.save" && c.Changed("task_state")).Select(c => (string?)c.Data["task_state"])];

    public JObject AddInstance(JObject data)
    {
        var row = (JObject)data.DeepClone();
        Instances[(string)row["uuid"]!] = row;
        return row;
    }

    public static JObject Envelope(NovaProfile profile, string name, JObject data)
    {
        var envelope = VersionedObject.NewEnvelope(name, profile.VersionOf(name)!.Value.ToString());
        envelope["nova_object.data"] = data.DeepClone();
        return envelope;
    }

    public JObject List(string name, string member, IEnumerable<JObject> items) =>
        Envelope(Profile, name, new JObject { ["objects"] = new JArray(items.Select(i => Envelope(Profile, member, i))) });

    public async Task<JToken?> ClassActionAsync(
        RequestContext context, string objectName, string method, JArray args, JObject kwargs, CancellationToken ct)
    {
        var call = await RecordAsync(context, $"{objectName}.{method}", args, kwargs, new JObject(), []);
        using (_gate.EnterScope())
        {
            if (Answers.TryGetValue(call.Name, out var answer))
                return answer(args, kwargs);
            return call.Name switch
            {
                "Instance.get_by_uuid" => Envelope(Profile, "Instance", WithExtras(Row((string)args[0]!), kwargs)),
                "InstanceList.get_by_host" => List("InstanceList", "Instance", Instances.Values.Where(r => (string?)r["host"] == (string)args[0]!)),
                "InstanceList.get_by_filters" => List("InstanceList", "Instance", Instances.Values.Where(r =>
                    (string?)r["vm_state"] == (string?)args[0]["vm_state"] && ((JArray)args[0]["uuid"]!).Values<string>().Contains((string)r["uuid"]!))),
                "InstanceList.get_uuids_by_host" => new JArray(Instances.Values.Where(r => (string?)r["host"] == (string)args[0]!).Select(r => r["uuid"])),
                "BlockDeviceMappingList.get_by_instance_uuid" or "BlockDeviceMappingList.get_by_instance_uuids" => List("BlockDeviceMappingList", "BlockDeviceMapping", []),
                "MigrationList.get_by_filters" or "MigrationList.get_in_progress_by_host_and_node" => List("MigrationList", "Migration", []),
                "ComputeNodeList.get_all_by_host" => List("ComputeNodeList", "ComputeNode", []),
                _ => null,
            };
        }
    }

    public async Task<JToken?> ObjectActionAsync(
        RequestContext context, VersionedObject instance, string method, JArray args, JObject kwargs, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var sent = instance.ToPrimitive();
        var changes = (sent["nova_object.changes"] as JArray)?.Values<string>().ToList() ?? [];
        var data = (JObject)sent["nova_object.data"]!;
        await RecordAsync(context, $"{instance.ObjectName}.{method}", args, kwargs, data, changes!);
        JObject updates;
        using (_gate.EnterScope())
        {
            updates = instance.ObjectName == "Instance" ? Act(data, method, kwargs, changes!) : [];
        }
        updates["obj_what_changed"] = new JArray();
        instance.ApplyUpdates(updates);
        return method == "authorize" ? ConsoleToken : null;
    }

    public Task<JToken> BackportAsync(RequestContext context, JObject primitive, CancellationToken ct) => throw new NotSupportedException("nothing to backport");

    private async Task<ConductorCall> RecordAsync(
        RequestContext context, string name, JArray args, JObject kwargs, JObject data, IReadOnlyList<string> changes)
    {
        var call = new ConductorCall(name, (JArray)args.DeepClone(), (JObject)kwargs.DeepClone(), (JObject)data.DeepClone(), changes, context);
        await Before(call);
        using (_gate.EnterScope())
            _calls.Add(call);
        return call;
    }

    private JObject Act(JObject data, string method, JObject kwargs, IReadOnlyList<string> changes)
    {
        var uuid = (string)data["uuid"]!;
        var row = Row(uuid);
        switch (method)
        {
            case "save":
                Compare(uuid, row, kwargs["expected_task_state"]);
                foreach (var field in changes)
                    row[field] = data[field]!.DeepClone();
                return new JObject { ["updated_at"] = "2026-01-01T00:00:00Z", ["task_state"] = row["task_state"], ["vm_state"] = row["vm_state"] };
            case "refresh":
                return new JObject(data.Properties().Where(p => row.ContainsKey(p.Name)).Select(p => new JProperty(p.Name, row[p.Name])));
            case "destroy":
                Instances.Remove(uuid);
                return [];
            default:
                return [];
        }
    }

    // nova: db/main/api.py _instance_update.
    private static void Compare(string uuid, JObject row, JToken? expected)
    {
        if (expected is not JArray states)
            return;
        var actual = (string?)row["task_state"];
        if (states.Select(s => (string?)s).Contains(actual))
            return;
        if (actual == "deleting")
            throw new UnexpectedDeletingTaskStateError(uuid, states.ToString(), actual);
        throw new UnexpectedTaskStateError(uuid, states.ToString(), actual ?? "None");
    }

    // As nova answers for a row of instance_extra that has nothing in these columns.
    private static JObject WithExtras(JObject row, JObject kwargs)
    {
        var answer = (JObject)row.DeepClone();
        foreach (var name in (kwargs["expected_attrs"] as JArray ?? []).Values<string>().Where(name => name is "migration_context" or "numa_topology"))
            answer[name!] ??= JValue.CreateNull();
        return answer;
    }

    private JObject Row(string uuid) => Instances.TryGetValue(uuid, out var row) ? row : throw new InstanceNotFound(uuid);
}

sealed record ConductorCall(
    string Name, JArray Args, JObject Kwargs, JObject Data, IReadOnlyList<string> Changes, RequestContext Context)
{
    public bool Changed(string field) => Changes.Contains(field);
}
