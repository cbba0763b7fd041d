using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/hv_spec.py</summary>
public sealed partial class HvSpec(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<HvSpec>
{
    public static string ObjectClass => "HVSpec";

    public static FieldTable FieldTable => Fields.All;

    public string Arch { get => Get(Fields.Arch); set => Set(Fields.Arch, value); }

    public string HvType { get => Get(Fields.HvType); set => Set(Fields.HvType, value); }

    public string VmMode { get => Get(Fields.VmMode); set => Set(Fields.VmMode, value); }

    public static HvSpec View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> Arch = All.Add("arch", Wire.Text("ArchitectureField"));
        public static readonly Field<string> HvType = All.Add("hv_type", Wire.Text("HVTypeField"));
        public static readonly Field<string> VmMode = All.Add("vm_mode", Wire.Text("VMModeField"));
    }
}
