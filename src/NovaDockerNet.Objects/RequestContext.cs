using System.Globalization;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects;

/// <summary>
/// nova.context.RequestContext as a view over its dict (without the `_context_` prefix). Unknown keys travel on. Immutable: every change
/// is a new context, so the one that came with a request stays as it is.
/// </summary>
public sealed class RequestContext
{
    private readonly JObject _values;

    public RequestContext(JObject values) => _values = values;

    /// <summary>Found by nova-api's InstanceAction, so it must survive every hop.</summary>
    public string? RequestId => Text("request_id");

    public string? GlobalRequestId => Text("global_request_id");

    public string? UserId => Text("user_id") ?? Text("user");

    public string? ProjectId => Text("project_id") ?? Text("project");

    public string? UserName => Text("user_name");

    public string? ProjectName => Text("project_name");

    public string? AuthToken => Text("auth_token");

    public JArray ServiceCatalog => _values["service_catalog"] as JArray ?? [];

    public IReadOnlyList<string> Roles => _values["roles"] is JArray roles ? roles.Values<string>().OfType<string>().ToList() : [];

    public bool IsAdmin => _values["is_admin"]?.Type == JTokenType.Boolean && _values["is_admin"]!.Value<bool>();

    /// <summary>no, yes or only.</summary>
    public string ReadDeleted => Text("read_deleted") ?? "no";

    /// <summary>nova.context.get_admin_context: no user and no project, so the database filters nothing.</summary>
    public static RequestContext Admin(string readDeleted = "no", TimeProvider? time = null) => new(new JObject
    {
        ["user"] = null,
        ["user_id"] = null,
        ["project"] = null,
        ["project_id"] = null,
        ["system_scope"] = null,
        ["domain"] = null,
        ["user_domain"] = null,
        ["project_domain"] = null,
        ["is_admin"] = true,
        ["read_only"] = false,
        ["show_deleted"] = false,
        ["auth_token"] = null,
        ["request_id"] = $"req-{Guid.NewGuid()}",
        ["global_request_id"] = null,
        ["resource_uuid"] = null,
        ["roles"] = new JArray(),
        ["user_identity"] = "- - - - -",
        ["is_admin_project"] = true,
        ["read_deleted"] = readDeleted,
        ["remote_address"] = null,
        ["timestamp"] = (time ?? TimeProvider.System).GetUtcNow().UtcDateTime
            .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        ["quota_class"] = null,
        ["user_name"] = null,
        ["service_catalog"] = new JArray(),
        ["project_name"] = null,
    });

    /// <summary>nova.context.RequestContext.elevated: the same with admin rights.</summary>
    public RequestContext Elevated(string? readDeleted = null)
    {
        var values = (JObject)_values.DeepClone();
        values["is_admin"] = true;
        if (!Roles.Contains("admin", StringComparer.Ordinal))
            values["roles"] = new JArray(Roles.Append("admin"));
        if (readDeleted is not null)
            values["read_deleted"] = readDeleted;
        return new RequestContext(values);
    }

    public RequestContext WithReadDeleted(string readDeleted)
    {
        var values = (JObject)_values.DeepClone();
        values["read_deleted"] = readDeleted;
        return new RequestContext(values);
    }

    /// <summary>A copy for the wire.</summary>
    public JObject ToDictionary() => (JObject)_values.DeepClone();

    private string? Text(string key) => _values[key] is JValue { Type: JTokenType.String } value ? (string)value! : null;
}
