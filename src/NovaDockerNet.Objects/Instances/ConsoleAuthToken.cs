using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/console_auth_token.py</summary>
public sealed partial class ConsoleAuthToken(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<ConsoleAuthToken>
{
    public static string ObjectClass => "ConsoleAuthToken";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string ConsoleType { get => Get(Fields.ConsoleType); set => Set(Fields.ConsoleType, value); }

    public string Host { get => Get(Fields.Host); set => Set(Fields.Host, value); }

    public long Port { get => Get(Fields.Port); set => Set(Fields.Port, value); }

    public string? InternalAccessPath { get => Get(Fields.InternalAccessPath); set => Set(Fields.InternalAccessPath, value); }

    public string InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public string? AccessUrlBase { get => Get(Fields.AccessUrlBase); set => Set(Fields.AccessUrlBase, value); }

    public string Token { get => Get(Fields.Token); set => Set(Fields.Token, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public long? TlsPort { get => Get(Fields.TlsPort); set => Set(Fields.TlsPort, value); }

    public long Expires { get => Get(Fields.Expires); set => Set(Fields.Expires, value); }

    public static ConsoleAuthToken View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> ConsoleType = All.Add("console_type", Wire.String);
        public static readonly Field<string> Host = All.Add("host", Wire.String);
        public static readonly Field<long> Port = All.Add("port", Wire.Integer);
        public static readonly Field<string?> InternalAccessPath = All.Nullable("internal_access_path", Wire.String);
        public static readonly Field<string> InstanceUuid = All.Add("instance_uuid", Wire.Uuid);
        public static readonly Field<string?> AccessUrlBase = All.Nullable("access_url_base", Wire.String);
        public static readonly Field<string> Token = All.Add("token", Wire.String);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<long?> TlsPort = All.NullableValue("tls_port", Wire.Integer, "1.3");
        public static readonly Field<long> Expires = All.Add("expires", Wire.Integer, "1.2");
    }
}
