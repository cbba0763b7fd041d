using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Numa;

/// <summary>Memory pages of one size in a cell. nova/objects/numa.py</summary>
public sealed partial class NumaPagesTopology(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<NumaPagesTopology>
{
    public static string ObjectClass => "NUMAPagesTopology";

    public static FieldTable FieldTable => Fields.All;

    /// <summary>Of one page, in KiB.</summary>
    public long SizeKb { get => Get(Fields.SizeKb); set => Set(Fields.SizeKb, value); }

    /// <summary>Pages.</summary>
    public long Total { get => Get(Fields.Total); set => Set(Fields.Total, value); }

    /// <summary>Pages held by servers with a topology.</summary>
    public long Used { get => Get(Fields.Used); set => Set(Fields.Used, value); }

    /// <summary>Pages kept for the host.</summary>
    public long Reserved { get => Get(Fields.Reserved); set => Set(Fields.Reserved, value); }

    public static NumaPagesTopology View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> SizeKb = All.Add("size_kb", Wire.Integer);
        public static readonly Field<long> Total = All.Add("total", Wire.Integer);
        public static readonly Field<long> Used = All.Add("used", Wire.Integer);
        public static readonly Field<long> Reserved = All.Add("reserved", Wire.Integer);
    }
}
