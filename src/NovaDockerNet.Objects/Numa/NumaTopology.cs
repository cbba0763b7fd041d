using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Numa;

/// <summary>The cells of a host; a ComputeNode has it as JSON text. nova/objects/numa.py</summary>
public sealed partial class NumaTopology(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<NumaTopology>
{
    public static string ObjectClass => "NUMATopology";

    public static FieldTable FieldTable => Fields.All;

    public ImmutableList<NumaCell> Cells { get => Get(Fields.Cells); set => Set(Fields.Cells, value); }

    public static NumaTopology View(JObject envelope) => new(envelope);

    /// <summary>nova: obj_from_db_obj.</summary>
    public static NumaTopology FromJson(string json) => View((JObject)WireJson.Parse(json));

    /// <summary>nova: _to_json.</summary>
    public string ToJson() => WireJson.ToText(ToPrimitive());

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<ImmutableList<NumaCell>> Cells = All.Add("cells", Wire.Objects<NumaCell>());
    }
}
