using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace NovaDockerNet.OpenStack;

/// <summary>The instruments of this library.</summary>
public static class OpenStackTelemetry
{
    public const string Name = "NovaDockerNet.OpenStack";

    /// <summary>The service's type in Keystone's catalog; "identity" for Keystone itself.</summary>
    public const string ServiceTag = "openstack.service";

    /// <summary>Says in a request which service it goes to.</summary>
    internal static readonly HttpRequestOptionsKey<string> Service = new(ServiceTag);

    private static readonly Meter s_meter = new(Name);

    internal static readonly Histogram<double> RequestDuration = s_meter.CreateHistogram<double>(
        "openstack.request.duration", unit: "s", description: "One attempt of a request: to its whole answer, or to the head of an answer that is a stream.");

    internal static void Record(HttpRequestMessage request, TimeSpan duration)
    {
        if (request.Options.TryGetValue(Service, out var service))
            RequestDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(ServiceTag, service));
    }

    /// <summary>Makes every instrument, so that a listener sees also those that have nothing to say yet.</summary>
    public static void Publish() => RuntimeHelpers.RunClassConstructor(typeof(OpenStackTelemetry).TypeHandle);
}
