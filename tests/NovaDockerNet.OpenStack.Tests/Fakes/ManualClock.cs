namespace NovaDockerNet.OpenStack.Tests.Fakes;

/// <summary>Time of day and timestamps stand still until moved; timers run by the real clock.</summary>
sealed class ManualClock : TimeProvider
{
    TimeSpan _set;
    DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now + _set;

    public override long GetTimestamp() => _now.Ticks;

    internal void Advance(TimeSpan by) => _now += by;

    /// <summary>As an operator or a time server sets it: no time passes.</summary>
    internal void SetWallClock(TimeSpan by) => _set += by;
}
