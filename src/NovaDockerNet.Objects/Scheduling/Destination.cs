using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Scheduling;

/// <summary>nova/objects/request_spec.py</summary>
public sealed partial class Destination(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<Destination>
{
    public static string ObjectClass => "Destination";

    public static FieldTable FieldTable => Fields.All;

    public string Host { get => Get(Fields.Host); set => Set(Fields.Host, value); }

    public string? Node { get => Get(Fields.Node); set => Set(Fields.Node, value); }

    public OpaqueObject? Cell { get => Get(Fields.Cell); set => Set(Fields.Cell, value); }

    public ImmutableList<string>? Aggregates { get => Get(Fields.Aggregates); set => Set(Fields.Aggregates, value); }

    public bool AllowCrossCellMove { get => Get(Fields.AllowCrossCellMove); set => Set(Fields.AllowCrossCellMove, value); }

    public ImmutableList<string>? ForbiddenAggregates { get => Get(Fields.ForbiddenAggregates); set => Set(Fields.ForbiddenAggregates, value); }

    public static Destination View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> Host = All.Add("host", Wire.String);
        public static readonly Field<string?> Node = All.Nullable("node", Wire.String);
        public static readonly Field<OpaqueObject?> Cell = All.Nullable("cell", Wire.Opaque("CellMapping"));
        public static readonly Field<ImmutableList<string>?> Aggregates = All.Nullable("aggregates", Wire.ListOfStrings);
        public static readonly Field<bool> AllowCrossCellMove = All.Add("allow_cross_cell_move", Wire.Boolean);
        public static readonly Field<ImmutableList<string>?> ForbiddenAggregates = All.Nullable("forbidden_aggregates", Wire.SetOfStrings);
    }
}
