using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Notify;

/// <summary>Writes notifications to the log, under the name the library has for it. oslo.messaging: notify/_impl_log.py LogDriver.</summary>
internal sealed partial class LogNotificationDriver(ILoggerFactory loggers) : INotificationDriver
{
    private const string LoggerBase = "oslo.messaging.notification";

    public Task NotifyAsync(JObject context, JObject message, NotificationPriority priority, CancellationToken cancellationToken)
    {
        var level = priority switch
        {
            NotificationPriority.Debug => LogLevel.Debug,
            NotificationPriority.Info => LogLevel.Information,
            NotificationPriority.Warn => LogLevel.Warning,
            NotificationPriority.Error => LogLevel.Error,
            _ => LogLevel.Critical,
        };
        var masked = (JObject)message.DeepClone();
        MaskPasswords(masked);
        LogNotification(loggers.CreateLogger($"{LoggerBase}.{message["event_type"]}"), level, MessageJson.Write(masked));
        return Task.CompletedTask;
    }

    // oslo_utils: strutils.mask_dict_password.
    private static void MaskPasswords(JObject message)
    {
        foreach (var member in message.Descendants().OfType<JProperty>().Where(p => IsSecret(p.Name) && p.Value is JValue { Type: JTokenType.String }).ToList())
            member.Value = "***";
    }

    private static bool IsSecret(string name) =>
        name.Contains("password", StringComparison.OrdinalIgnoreCase) || name.Contains("_pass", StringComparison.OrdinalIgnoreCase)
        || name.Contains("token", StringComparison.OrdinalIgnoreCase) || name.Contains("secret", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Message = "{Notification}")]
    private static partial void LogNotification(ILogger logger, LogLevel level, string notification);
}
