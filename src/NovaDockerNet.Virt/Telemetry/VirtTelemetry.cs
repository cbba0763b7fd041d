using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace NovaDockerNet.Virt.Telemetry;

/// <summary>Every instrument of this project. They never throw into the operation they measure.</summary>
public static class VirtTelemetry
{
    public const string Name = "NovaDockerNet.Virt";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Duration of one step of an operation; tags nova.operation and nova.step.</summary>
    internal static readonly Histogram<double> StepDuration = Meter.CreateHistogram(
        "nova.operation.step.duration",
        unit: "s",
        description: "Duration of one step of an operation on an instance.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] });

    /// <summary>Bytes of Glance images received.</summary>
    internal static readonly Counter<long> ImageBytes = Meter.CreateCounter<long>("nova.image.download.size", unit: "By", description: "Glance image data received.");

    /// <summary>Docker's events, followed again after they broke off.</summary>
    internal static readonly Counter<long> EventReconnects = Meter.CreateCounter<long>(
        "nova.docker.events.reconnects", description: "Subscriptions to Docker's events after one broke off.");

    /// <summary>Makes every instrument, so that a listener sees also those that have nothing to say yet.</summary>
    public static void Publish() => RuntimeHelpers.RunClassConstructor(typeof(VirtTelemetry).TypeHandle);
}
