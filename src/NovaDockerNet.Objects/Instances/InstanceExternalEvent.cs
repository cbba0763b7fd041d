using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/external_event.py</summary>
public sealed partial class InstanceExternalEvent(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstanceExternalEvent>
{
    public static string ObjectClass => "InstanceExternalEvent";

    public static FieldTable FieldTable => Fields.All;

    public string InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public string Name { get => Get(Fields.Name); set => Set(Fields.Name, value); }

    public string Status { get => Get(Fields.Status); set => Set(Fields.Status, value); }

    public string? Tag { get => Get(Fields.Tag); set => Set(Fields.Tag, value); }

    public ImmutableDictionary<string, string> Data { get => Get(Fields.Data); set => Set(Fields.Data, value); }

    public static InstanceExternalEvent View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> InstanceUuid = All.Add("instance_uuid", Wire.Uuid);
        public static readonly Field<string> Name = All.Add("name", Wire.Text("EnumField"));
        public static readonly Field<string> Status = All.Add("status", Wire.Text("EnumField"));
        public static readonly Field<string?> Tag = All.Nullable("tag", Wire.String);
        public static readonly Field<ImmutableDictionary<string, string>> Data = All.Add("data", Wire.DictOfStrings);
    }
}
