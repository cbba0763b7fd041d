using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance_pci_requests.py</summary>
public sealed partial class InstancePciRequests(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstancePciRequests>
{
    public static string ObjectClass => "InstancePCIRequests";

    public static FieldTable FieldTable => Fields.All;

    public string InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public ImmutableList<InstancePciRequest> Requests { get => Get(Fields.Requests); set => Set(Fields.Requests, value); }

    public static InstancePciRequests View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> InstanceUuid = All.Add("instance_uuid", Wire.Uuid);
        public static readonly Field<ImmutableList<InstancePciRequest>> Requests = All.Add("requests", Wire.Objects<InstancePciRequest>());
    }
}
