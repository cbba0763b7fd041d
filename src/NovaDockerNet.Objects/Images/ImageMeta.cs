using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Images;

/// <summary>nova/objects/image_meta.py</summary>
public sealed partial class ImageMeta(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<ImageMeta>
{
    public static string ObjectClass => "ImageMeta";

    public static FieldTable FieldTable => Fields.All;

    public string Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string Name { get => Get(Fields.Name); set => Set(Fields.Name, value); }

    public string Status { get => Get(Fields.Status); set => Set(Fields.Status, value); }

    public string Visibility { get => Get(Fields.Visibility); set => Set(Fields.Visibility, value); }

    public bool Protected { get => Get(Fields.Protected); set => Set(Fields.Protected, value); }

    public string Checksum { get => Get(Fields.Checksum); set => Set(Fields.Checksum, value); }

    public string Owner { get => Get(Fields.Owner); set => Set(Fields.Owner, value); }

    public long Size { get => Get(Fields.Size); set => Set(Fields.Size, value); }

    public long VirtualSize { get => Get(Fields.VirtualSize); set => Set(Fields.VirtualSize, value); }

    public string ContainerFormat { get => Get(Fields.ContainerFormat); set => Set(Fields.ContainerFormat, value); }

    public string DiskFormat { get => Get(Fields.DiskFormat); set => Set(Fields.DiskFormat, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public ImmutableList<string> Tags { get => Get(Fields.Tags); set => Set(Fields.Tags, value); }

    public string DirectUrl { get => Get(Fields.DirectUrl); set => Set(Fields.DirectUrl, value); }

    public long MinRam { get => Get(Fields.MinRam); set => Set(Fields.MinRam, value); }

    public long MinDisk { get => Get(Fields.MinDisk); set => Set(Fields.MinDisk, value); }

    public ImageMetaProps Properties { get => Get(Fields.Properties); set => Set(Fields.Properties, value); }

    public static ImageMeta View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> Id = All.Add("id", Wire.Uuid);
        public static readonly Field<string> Name = All.Add("name", Wire.String);
        public static readonly Field<string> Status = All.Add("status", Wire.String);
        public static readonly Field<string> Visibility = All.Add("visibility", Wire.String);
        public static readonly Field<bool> Protected = All.Add("protected", Wire.FlexibleBoolean);
        public static readonly Field<string> Checksum = All.Add("checksum", Wire.String);
        public static readonly Field<string> Owner = All.Add("owner", Wire.String);
        public static readonly Field<long> Size = All.Add("size", Wire.Integer);
        public static readonly Field<long> VirtualSize = All.Add("virtual_size", Wire.Integer);
        public static readonly Field<string> ContainerFormat = All.Add("container_format", Wire.String);
        public static readonly Field<string> DiskFormat = All.Add("disk_format", Wire.String);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<ImmutableList<string>> Tags = All.Add("tags", Wire.ListOfStrings);
        public static readonly Field<string> DirectUrl = All.Add("direct_url", Wire.String);
        public static readonly Field<long> MinRam = All.Add("min_ram", Wire.Integer);
        public static readonly Field<long> MinDisk = All.Add("min_disk", Wire.Integer);
        public static readonly Field<ImageMetaProps> Properties = All.Add("properties", Wire.Object<ImageMetaProps>());
    }
}
