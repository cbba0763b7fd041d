using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace NovaDockerNet.Daemon.Monitoring;

/// <summary>Listens to the instruments of the service and of its HTTP clients, and writes them in Prometheus' text format 0.0.4.</summary>
internal sealed class MetricStore : IDisposable
{
    private const string OurMeters = "NovaDockerNet.";

    /// <summary>.NET's own: what Docker, Keystone, Neutron, Glance and Placement took to answer.</summary>
    private const string HttpMeter = "System.Net.Http";
    private const string HttpDuration = "http.client.request.duration";

    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = [];
    private readonly MeterListener _listener = new();

    public MetricStore()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsExported(instrument))
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, static found => new MetricFamily(found)));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    public IEnumerable<string> Names => _families.Values.Select(static family => family.Name).Distinct().Order(StringComparer.Ordinal);

    public string Write()
    {
        foreach (var (instrument, family) in _families)
        {
            if (instrument.IsObservable)
                family.Forget();
        }
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _families.Values.OrderBy(static family => family.Name, StringComparer.Ordinal))
            family.WriteTo(text);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsExported(Instrument instrument) =>
        instrument.Meter.Name.StartsWith(OurMeters, StringComparison.Ordinal)
        || (instrument.Meter.Name == HttpMeter && instrument.Name == HttpDuration);
}
