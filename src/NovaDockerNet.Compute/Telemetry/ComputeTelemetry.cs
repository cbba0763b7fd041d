using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using NovaDockerNet.Compute.Reconcile;

namespace NovaDockerNet.Compute.Telemetry;

/// <summary>The instruments of this project.</summary>
public static class ComputeTelemetry
{
    public const string Name = "NovaDockerNet.Compute";

    /// <summary>The executor's part of nova.operation.waiting is measured where requests are taken from the broker.</summary>
    public const string WaitingHelp = "Operations that wait now; nova.wait: executor, instance_lock, build_slot.";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter s_meter = new(Name);

    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    };

    /// <summary>Tags nova.operation and nova.result.</summary>
    internal static readonly Histogram<double> OperationDuration = s_meter.CreateHistogram(
        "nova.operation.duration", unit: "s", description: "Duration of an operation; nova.result: success, error, cancelled, and rescheduled for builds.", advice: s_seconds);

    /// <summary>Tags nova.operation.</summary>
    internal static readonly UpDownCounter<long> ActiveOperations = s_meter.CreateUpDownCounter<long>(
        "nova.operation.active", description: "Operations that run or wait now.");

    /// <summary>Tag nova.wait.</summary>
    internal static readonly UpDownCounter<long> WaitingOperations = s_meter.CreateUpDownCounter<long>(
        "nova.operation.waiting", description: WaitingHelp);

    /// <summary>Tags nova.conductor.method and nova.result.</summary>
    internal static readonly Histogram<double> ConductorDuration = s_meter.CreateHistogram(
        "nova.conductor.call.duration", unit: "s", description: "Duration of a call to nova-conductor; nova.result: success, error, cancelled.", advice: s_seconds);

    /// <summary>Makes every instrument, so that a listener sees also those that have nothing to say yet.</summary>
    public static void Publish()
    {
        RuntimeHelpers.RunClassConstructor(typeof(ComputeTelemetry).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(Reconciler).TypeHandle);
    }

    /// <summary>Runs the operation inside an activity of its own and measures it.</summary>
    internal static async Task<T> MeasureAsync<T>(string operation, string? requestId, Func<Task<T>> run, Func<T, string>? resultOf = null)
    {
        using var activity = Source.StartActivity(operation);
        activity?.SetTag("nova.request_id", requestId);
        var name = new KeyValuePair<string, object?>("nova.operation", operation);
        ActiveOperations.Add(1, name);
        try
        {
            return await TimeAsync(OperationDuration, name, run, resultOf);
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            throw;
        }
        finally
        {
            ActiveOperations.Add(-1, name);
        }
    }

    internal static async Task<T> TimeAsync<T>(Histogram<double> duration, KeyValuePair<string, object?> name, Func<Task<T>> run, Func<T, string>? resultOf = null)
    {
        var started = Stopwatch.GetTimestamp();
        var result = "error";
        try
        {
            var answer = await run();
            result = resultOf?.Invoke(answer) ?? "success";
            return answer;
        }
        catch (OperationCanceledException)
        {
            result = "cancelled";
            throw;
        }
        finally
        {
            duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, name, new KeyValuePair<string, object?>("nova.result", result));
        }
    }

    /// <summary>Counts the caller as waiting until the task is done.</summary>
    internal static async Task WaitAsync(string what, Task wait)
    {
        if (wait.IsCompletedSuccessfully)
            return;
        var name = new KeyValuePair<string, object?>("nova.wait", what);
        WaitingOperations.Add(1, name);
        try
        {
            await wait;
        }
        finally
        {
            WaitingOperations.Add(-1, name);
        }
    }
}
