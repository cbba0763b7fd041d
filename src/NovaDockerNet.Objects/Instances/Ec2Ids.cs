using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/ec2.py</summary>
public sealed partial class Ec2Ids(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<Ec2Ids>
{
    public static string ObjectClass => "EC2Ids";

    public static FieldTable FieldTable => Fields.All;

    public string InstanceId { get => Get(Fields.InstanceId); set => Set(Fields.InstanceId, value); }

    public string? AmiId { get => Get(Fields.AmiId); set => Set(Fields.AmiId, value); }

    public string? KernelId { get => Get(Fields.KernelId); set => Set(Fields.KernelId, value); }

    public string? RamdiskId { get => Get(Fields.RamdiskId); set => Set(Fields.RamdiskId, value); }

    public static Ec2Ids View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> InstanceId = All.Add("instance_id", Wire.String);
        public static readonly Field<string?> AmiId = All.Nullable("ami_id", Wire.String);
        public static readonly Field<string?> KernelId = All.Nullable("kernel_id", Wire.String);
        public static readonly Field<string?> RamdiskId = All.Nullable("ramdisk_id", Wire.String);
    }
}
