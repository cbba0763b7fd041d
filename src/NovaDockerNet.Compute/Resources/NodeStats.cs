using System.Collections.Immutable;
using System.Globalization;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Resources;

/// <summary>Counters the scheduler's weighers read. nova: compute/stats.py Stats.</summary>
sealed class NodeStats
{
    private const string FailedBuilds = "failed_builds";
    private const string NumInstances = "num_instances";
    private const string TaskPrefix = "num_task_";

    // nova: Stats.io_workload.
    private static readonly string[] IoHeavy =
    [
        "num_vm_building", "num_task_resize_migrating", "num_task_rebuilding", "num_task_resize_prep", "num_task_image_snapshot",
        "num_task_image_backup", "num_task_rescuing", "num_task_unshelving",
    ];

    private readonly Dictionary<string, long> _counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _states = new(StringComparer.Ordinal);

    // Apart from the rest: builds report from outside the tracker's lock.
    private long _failedBuilds;

    public long RunningVms => _counters.GetValueOrDefault(NumInstances);

    /// <summary>Instances with a task.</summary>
    public long Workload => _counters
        .Where(c => c.Key.StartsWith(TaskPrefix, StringComparison.Ordinal) && !c.Key.EndsWith("None", StringComparison.Ordinal))
        .Sum(c => c.Value);

    /// <summary>Starts again; failed builds are no part of the resources and stay.</summary>
    public void Clear()
    {
        _counters.Clear();
        _states.Clear();
    }

    public void BuildFailed() => Interlocked.Increment(ref _failedBuilds);

    public void BuildSucceeded() => Interlocked.Exchange(ref _failedBuilds, 0);

    public void Update(Instance instance, bool removed)
    {
        if (_states.TryGetValue(instance.Uuid, out var before))
        {
            foreach (var counter in before)
                Add(counter, -1);
        }
        else
        {
            Add(NumInstances, 1);
        }

        if (removed || InstanceResources.AreFree(instance))
        {
            Add(NumInstances, -1);
            _states.Remove(instance.Uuid);
        }
        else
        {
            var now = CountersOf(instance);
            _states[instance.Uuid] = now;
            foreach (var counter in now)
                Add(counter, 1);
        }

        _counters["io_workload"] = IoHeavy.Sum(c => _counters.GetValueOrDefault(c));
    }

    /// <summary>As ComputeNode.stats carries them: text.</summary>
    public ImmutableDictionary<string, string?> ToField() => _counters
        .Append(new KeyValuePair<string, long>(FailedBuilds, Interlocked.Read(ref _failedBuilds)))
        .ToImmutableDictionary(c => c.Key, c => (string?)c.Value.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);

    // python's "%s" writes a null as None.
    private static string[] CountersOf(Instance instance) =>
    [
        $"num_vm_{instance.VmState?.Value ?? "None"}",
        $"{TaskPrefix}{instance.TaskState?.Value ?? "None"}",
        $"num_os_type_{instance.GetOrDefault(Instance.Fields.OsType) ?? "None"}",
        $"num_proj_{instance.GetOrDefault(Instance.Fields.ProjectId) ?? "None"}",
    ];

    private void Add(string counter, long by) => _counters[counter] = _counters.GetValueOrDefault(counter) + by;
}
