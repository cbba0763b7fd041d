using System.Globalization;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Notify;

/// <summary>
/// What of a request's context travels with a notification: tokens and the catalog do not. oslo.messaging: notify/notifier.py _sanitize_context,
/// which makes a fresh context of what is safe, so the other keys are there with the values of a fresh one.
/// </summary>
internal static class NotificationContext
{
    private static readonly string[] s_safe =
    [
        "user_id", "project_id", "domain_id", "user_domain_id", "project_domain_id", "is_admin", "request_id", "roles", "user_name", "project_name",
        "domain_name", "user_domain_name", "project_domain_name", "service_user_id", "service_user_domain_id", "service_user_domain_name",
        "service_project_id", "service_project_name", "service_project_domain_id", "service_project_domain_name", "service_roles",
        "global_request_id", "system_scope", "user", "domain", "user_domain", "project_domain",
    ];

    public static JObject Of(JObject context, DateTimeOffset now)
    {
        var safe = new JObject
        {
            ["read_only"] = false,
            ["show_deleted"] = false,
            ["auth_token"] = null,
            ["resource_uuid"] = null,
            ["is_admin_project"] = true,
            ["read_deleted"] = "no",
            ["remote_address"] = null,
            ["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            ["quota_class"] = null,
            ["service_catalog"] = new JArray(),
        };
        foreach (var key in s_safe.Where(context.ContainsKey))
            safe[key] = context[key]!.DeepClone();
        // Another name of project_id, which the library's list does not have but a context made from it does.
        if (context.ContainsKey("project"))
            safe["project"] = context["project"]!.DeepClone();
        safe["user_identity"] = string.Join(
            ' ', new[] { "user_id", "project_id", "domain", "user_domain", "project_domain" }.Select(key => (string?)safe[key] ?? "-"));
        return safe;
    }
}
