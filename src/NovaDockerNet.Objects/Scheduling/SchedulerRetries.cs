using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Scheduling;

/// <summary>nova/objects/request_spec.py</summary>
public sealed partial class SchedulerRetries(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<SchedulerRetries>
{
    public static string ObjectClass => "SchedulerRetries";

    public static FieldTable FieldTable => Fields.All;

    public long NumAttempts { get => Get(Fields.NumAttempts); set => Set(Fields.NumAttempts, value); }

    public ComputeNodeList Hosts { get => Get(Fields.Hosts); set => Set(Fields.Hosts, value); }

    public static SchedulerRetries View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> NumAttempts = All.Add("num_attempts", Wire.Integer);
        public static readonly Field<ComputeNodeList> Hosts = All.Add("hosts", Wire.Object<ComputeNodeList>());
    }
}
