using System.Globalization;

namespace NovaDockerNet.Compute.Notifications;

/// <summary>hour, day, month or year, with an offset as in day@18. nova: utils.py last_completed_audit_period.</summary>
/// <param name="Unit">hour, day, month or year.</param>
/// <param name="Offset">The minute, hour, day of the month or month of the year at which a period begins.</param>
public sealed record AuditPeriod(string Unit, int Offset)
{
    /// <exception cref="FormatException">It is no period.</exception>
    public static AuditPeriod Parse(string text)
    {
        var parts = text.Split('@', 2);
        var offset = 0;
        if (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out offset))
            throw new FormatException($"'{text}': what follows @ must be a number");
        var (first, last) = parts[0] switch
        {
            "hour" => (0, 59),
            "day" => (0, 23),
            // Nova takes a later day, too, and fails in the months that do not have it.
            "month" => (0, 28),
            "year" => (0, 12),
            _ => throw new FormatException($"'{text}' is not hour, day, month or year, with or without @ and an offset"),
        };
        return offset >= first && offset <= last
            ? new AuditPeriod(parts[0], offset)
            : throw new FormatException($"'{text}': the offset of {parts[0]} is {first} to {last}");
    }

    /// <summary>The period most recently completed.</summary>
    public (DateTime Begin, DateTime End) LastCompleted(DateTime now)
    {
        var end = Unit switch
        {
            "month" => new DateTime(now.Year, now.Month, Math.Max(Offset, 1), 0, 0, 0, DateTimeKind.Utc),
            "year" => new DateTime(now.Year, Math.Max(Offset, 1), 1, 0, 0, 0, DateTimeKind.Utc),
            "day" => new DateTime(now.Year, now.Month, now.Day, Offset, 0, 0, DateTimeKind.Utc),
            _ => new DateTime(now.Year, now.Month, now.Day, now.Hour, Offset, 0, DateTimeKind.Utc),
        };
        if (end >= now)
            end = Before(end);
        return (Before(end), end);
    }

    /// <summary>Of the period now under way, or of the last that is over. nova: notifications/base.py audit_period_bounds.</summary>
    public (DateTime Begin, DateTime End) Bounds(DateTime now, bool current)
    {
        var (begin, end) = LastCompleted(now);
        return current ? (end, now) : (begin, end);
    }

    private DateTime Before(DateTime end) => Unit switch
    {
        "month" => end.AddMonths(-1),
        "year" => end.AddYears(-1),
        "day" => end.AddDays(-1),
        _ => end.AddHours(-1),
    };
}
