using System.Diagnostics;

namespace NovaDockerNet.Virt.Telemetry;

/// <summary>Measures one step of an operation, and is an activity below the operation's.</summary>
sealed class StepClock
{
    private readonly string _operation;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _activity;

    public StepClock(string operation, string name, TimeProvider time)
    {
        _operation = operation;
        _time = time;
        _started = time.GetTimestamp();
        Name = name;
        // Never the current one: a step ends in whichever branch of the operation enters the next, and what runs beside it is not part of it.
        var current = Activity.Current;
        _activity = current is null ? null : VirtTelemetry.Source.CreateActivity(name, ActivityKind.Internal, current.Context);
        _activity?.SetTag("nova.operation", operation).Start();
        Activity.Current = current;
    }

    public string Name { get; }

    public void End()
    {
        var current = Activity.Current;
        _activity?.Stop();
        Activity.Current = current;
        VirtTelemetry.StepDuration.Record(
            _time.GetElapsedTime(_started).TotalSeconds,
            new KeyValuePair<string, object?>("nova.operation", _operation),
            new KeyValuePair<string, object?>("nova.step", Name));
    }
}
