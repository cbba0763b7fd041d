using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/keypair.py</summary>
public sealed partial class KeyPair(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<KeyPair>
{
    public static string ObjectClass => "KeyPair";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string Name { get => Get(Fields.Name); set => Set(Fields.Name, value); }

    public string? UserId { get => Get(Fields.UserId); set => Set(Fields.UserId, value); }

    public string? Fingerprint { get => Get(Fields.Fingerprint); set => Set(Fields.Fingerprint, value); }

    public string? PublicKey { get => Get(Fields.PublicKey); set => Set(Fields.PublicKey, value); }

    public string Type { get => Get(Fields.Type); set => Set(Fields.Type, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static KeyPair View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> Name = All.Add("name", Wire.String);
        public static readonly Field<string?> UserId = All.Nullable("user_id", Wire.String);
        public static readonly Field<string?> Fingerprint = All.Nullable("fingerprint", Wire.String);
        public static readonly Field<string?> PublicKey = All.Nullable("public_key", Wire.String);
        public static readonly Field<string> Type = All.Add("type", Wire.String);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
