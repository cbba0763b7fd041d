using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects.Tests;

/// <summary>An object class with every kind of field.</summary>
internal sealed class Thing(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<Thing>
{
    public static string ObjectClass => "Thing";

    public static FieldTable FieldTable => Fields.All;

    public string Name { get => Get(Fields.Name); set => Set(Fields.Name, value); }

    public string? Note { get => Get(Fields.Note); set => Set(Fields.Note, value); }

    public long Size { get => Get(Fields.Size); set => Set(Fields.Size, value); }

    public double Ratio { get => Get(Fields.Ratio); set => Set(Fields.Ratio, value); }

    public DateTimeOffset? At { get => Get(Fields.At); set => Set(Fields.At, value); }

    public ImmutableDictionary<string, string?> Labels { get => Get(Fields.Labels); set => Set(Fields.Labels, value); }

    public Thing? Child { get => Get(Fields.Child); set => Set(Fields.Child, value); }

    public ThingList Children { get => Get(Fields.Children); set => Set(Fields.Children, value); }

    public bool Late { get => Get(Fields.Late); set => Set(Fields.Late, value); }

    public static Thing View(JObject envelope) => new(envelope);

    public static Thing Parse(string json) => new((JObject)WireJson.Parse(json));

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> Name = All.Add("name", Wire.String);
        public static readonly Field<string?> Note = All.Nullable("note", Wire.String);
        public static readonly Field<long> Size = All.Add("size", Wire.Integer);
        public static readonly Field<double> Ratio = All.Add("ratio", Wire.Float);
        public static readonly Field<DateTimeOffset?> At = All.NullableValue("at", Wire.DateTime);
        public static readonly Field<ImmutableDictionary<string, string?>> Labels = All.Add("labels", Wire.DictOfNullableStrings);
        public static readonly Field<Thing?> Child = All.Nullable("child", Wire.Object<Thing>());
        public static readonly Field<ThingList> Children = All.Add("children", Wire.Object<ThingList>());
        public static readonly Field<bool> Late = All.Add("late", Wire.Boolean, "1.3");
    }
}
