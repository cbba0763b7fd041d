using System.Diagnostics;

namespace NovaDockerNet.Virt.Telemetry;

/// <summary>Measures one step of an operation.</summary>
sealed class StepClock
{
    private readonly string _operation;
    private readonly TimeProvider _time;
    private readonly long _started;

    public StepClock(string operation, string name, TimeProvider time)
    {
        _operation = operation;
        _time = time;
        _started = time.GetTimestamp();
        Name = name;
        Activity.Current?.AddEvent(new ActivityEvent(name));
    }

    public string Name { get; }

    public void End() => VirtTelemetry.StepDuration.Record(
        _time.GetElapsedTime(_started).TotalSeconds,
        new KeyValuePair<string, object?>("nova.operation", _operation),
        new KeyValuePair<string, object?>("nova.step", Name));
}
