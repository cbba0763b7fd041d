namespace NovaDockerNet.OpenStack.Tests.Fakes;

/// <summary>Time of day and timestamps stand still until moved; timers run by the real clock.</summary>
sealed class ManualClock : TimeProvider
{
    DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    internal void Advance(TimeSpan by) => _now += by;
}
