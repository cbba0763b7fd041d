using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using NovaDockerNet.Compute.Telemetry;

namespace NovaDockerNet.Daemon.Monitoring;

/// <summary>Listens to the instruments of the service and of its HTTP clients, and writes them in Prometheus' text format 0.0.4.</summary>
internal sealed class MetricStore : IDisposable
{
    private const string OurMeters = "NovaDockerNet.";

    /// <summary>.NET's own: what Docker, Keystone, Neutron, Glance and Placement took to answer.</summary>
    private const string HttpMeter = "System.Net.Http";
    private const string HttpDuration = "http.client.request.duration";

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _observed = [];
    private readonly MeterListener _listener = new();

    public MetricStore()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (SinkOf(instrument) is { } sink)
                listener.EnableMeasurementEvents(instrument, sink);
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, sink) => ((MetricSink)sink!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, sink) => ((MetricSink)sink!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, sink) => ((MetricSink)sink!).Record(value, tags));
        _listener.Start();
    }

    public string Write()
    {
        foreach (var family in _observed.Values)
            family.Forget();
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _families.Values.OrderBy(static family => family.Name, StringComparer.Ordinal))
            family.WriteTo(text);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private MetricSink? SinkOf(Instrument instrument)
    {
        var route = MetricRoute.Of(instrument);
        var routed = route is null ? null : _families.GetOrAdd(MetricFamily.NameOf(instrument, route), _ => new MetricFamily(instrument, route));
        foreach (var value in route?.KnownValues ?? [])
            routed!.Touch(new(route!.Label, value));
        // Of a library that means nothing to an operator by its own name, only what it is routed to.
        var own = IsExported(instrument, route) ? _families.GetOrAdd(MetricFamily.NameOf(instrument), _ => new MetricFamily(instrument)) : null;
        if (own is not null && instrument.IsObservable)
            _observed[instrument] = own;
        return own is null && routed is null ? null : new MetricSink(own, routed, route);
    }

    private static bool IsExported(Instrument instrument, MetricRoute? route) =>
        instrument.Meter.Name == HttpMeter ? instrument.Name == HttpDuration
        : instrument.Meter.Name.StartsWith(OurMeters, StringComparison.Ordinal) && (route is null || instrument.Meter.Name == ComputeTelemetry.Name);
}
