using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Guests;

/// <summary>A guest as Docker sees it. nova: virt/hardware.py InstanceInfo.</summary>
/// <param name="InternalId">The container's id.</param>
/// <param name="ExitCode">Of the last run, when it has ended.</param>
public sealed record GuestInfo(string InstanceUuid, string InternalId, PowerState PowerState, int? ExitCode = null)
{
    /// <summary>nova's instance.name, from the label.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it was last started; known of one guest, not in lists.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its image is a whole system, with systemd as process 1; from the label.</summary>
    public bool IsSystem { get; init; }

    /// <summary>The container is that of a rescue, which acts for the guest; the guest's own is another one.</summary>
    public bool IsRescue { get; init; }

    /// <summary>The Glance id of its image, from the label; empty if it had none.</summary>
    public string ImageId { get; init; } = "";
}
