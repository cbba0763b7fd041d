using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance_pci_requests.py</summary>
public sealed partial class InstancePciRequest(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstancePciRequest>
{
    public static string ObjectClass => "InstancePCIRequest";

    public static FieldTable FieldTable => Fields.All;

    public long Count { get => Get(Fields.Count); set => Set(Fields.Count, value); }

    public JToken Spec { get => Get(Fields.Spec); set => Set(Fields.Spec, value); }

    public string? AliasName { get => Get(Fields.AliasName); set => Set(Fields.AliasName, value); }

    public bool IsNew { get => Get(Fields.IsNew); set => Set(Fields.IsNew, value); }

    public string? RequestId { get => Get(Fields.RequestId); set => Set(Fields.RequestId, value); }

    public string? RequesterId { get => Get(Fields.RequesterId); set => Set(Fields.RequesterId, value); }

    public string? NumaPolicy { get => Get(Fields.NumaPolicy); set => Set(Fields.NumaPolicy, value); }

    public static InstancePciRequest View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Count = All.Add("count", Wire.Integer);
        public static readonly Field<JToken> Spec = All.Add("spec", Wire.Json("ListOfDictOfNullableStringsField"));
        public static readonly Field<string?> AliasName = All.Nullable("alias_name", Wire.String);
        public static readonly Field<bool> IsNew = All.Add("is_new", Wire.Boolean);
        public static readonly Field<string?> RequestId = All.Nullable("request_id", Wire.Uuid);
        public static readonly Field<string?> RequesterId = All.Nullable("requester_id", Wire.String);
        public static readonly Field<string?> NumaPolicy = All.Nullable("numa_policy", Wire.Text("PCINUMAAffinityPolicyField"));
    }
}
