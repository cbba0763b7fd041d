namespace NovaDockerNet.Compute.Notifications;

/// <summary>[notifications] of nova.conf, as far as a compute service reads it.</summary>
public sealed record NotificationOptions
{
    /// <summary>notification_format.</summary>
    public NotificationFormat Format { get; init; } = NotificationFormat.Unversioned;

    /// <summary>bdms_in_notifications: versioned payloads list the volumes.</summary>
    public bool BdmsInNotifications { get; init; }

    /// <summary>include_share_mapping, since release 31: versioned payloads list the shares, of which containers have none.</summary>
    public bool IncludeShareMapping { get; init; }

    /// <summary>[DEFAULT] instance_name_template: instance_name of instance.create.</summary>
    public string InstanceNameTemplate { get; init; } = "instance-%08x";

    /// <summary>[DEFAULT] instance_usage_audit_period: what exists notifications are about.</summary>
    public AuditPeriod AuditPeriod { get; init; } = AuditPeriod.Parse("month");
}
