using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace NovaDockerNet.DockerEngine;

/// <summary>The instruments of this library.</summary>
public static class DockerTelemetry
{
    public const string Name = "NovaDockerNet.DockerEngine";

    private static readonly Meter s_meter = new(Name);

    internal static readonly Histogram<double> RequestDuration = s_meter.CreateHistogram<double>(
        "docker.request.duration", unit: "s", description: "From a request's sending to the head of its answer.");

    /// <summary>Makes every instrument, so that a listener sees also those that have nothing to say yet.</summary>
    public static void Publish() => RuntimeHelpers.RunClassConstructor(typeof(DockerTelemetry).TypeHandle);
}
