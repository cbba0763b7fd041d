using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace NovaDockerNet.Daemon.Monitoring;

/// <summary>What one instrument has measured, as a family of Prometheus' text format.</summary>
internal sealed class MetricFamily
{
    /// <summary>As in OpenTelemetry: more sets of tags than this go into one series that says so.</summary>
    internal const int SeriesLimit = 1000;

    private const string OverflowLabels = "otel_metric_overflow=\"true\"";

    private static readonly double[] s_defaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    /// <summary>Netlink answers within a tenth of a millisecond, Docker within minutes.</summary>
    private static readonly double[] s_peerBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly string _help;
    private readonly MetricKind _kind;
    private readonly double[] _bounds;

    /// <param name="instrument">What measures.</param>
    /// <param name="route">What it means instead, if it does not speak for itself.</param>
    public MetricFamily(Instrument instrument, MetricRoute? route = null)
    {
        _kind = KindOf(instrument);
        _help = route?.Help ?? instrument.Description ?? "";
        Name = NameOf(instrument, route);
        _bounds = _kind != MetricKind.Histogram ? []
            : route is not null ? s_peerBounds
            : instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } ? [.. advised] : s_defaultBounds;
    }

    public string Name { get; }

    /// <summary>Makes the series, with zero, before anything is measured.</summary>
    public void Touch(KeyValuePair<string, object?> label)
    {
        using (_gate.EnterScope())
            _series.TryAdd(Labels([label]), new Series(new long[_bounds.Length + 1]));
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        using (_gate.EnterScope())
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= SeriesLimit)
                    labels = OverflowLabels;
                if (!_series.TryGetValue(labels, out series))
                    _series.Add(labels, series = new Series(new long[_bounds.Length + 1]));
            }
            if (_kind == MetricKind.Gauge)
                series.Sum = value;
            else
                series.Sum += value;
            if (_kind == MetricKind.Histogram)
            {
                var bucket = Array.FindIndex(_bounds, bound => value <= bound);
                series.Buckets[bucket < 0 ? _bounds.Length : bucket]++;
            }
        }
    }

    /// <summary>A gauge says what is observed now; what is not observed any more must not stay at its last value.</summary>
    public void Forget()
    {
        using (_gate.EnterScope())
        {
            if (_kind == MetricKind.Gauge)
                _series.Clear();
        }
    }

    public void WriteTo(StringBuilder text)
    {
        text.Append("# HELP ").Append(Name).Append(' ').Append(_help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(TypeOf(_kind)).Append('\n');
        using (_gate.EnterScope())
        {
            foreach (var (labels, series) in _series)
            {
                if (_kind == MetricKind.Histogram)
                    WriteHistogram(text, labels, series);
                else
                    Line(text, Name, labels, series.Sum);
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string labels, Series series)
    {
        var comma = labels.Length == 0 ? "" : ",";
        long count = 0;
        for (var i = 0; i <= _bounds.Length; i++)
        {
            count += series.Buckets[i];
            var bound = i < _bounds.Length ? _bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
            Line(text, Name + "_bucket", $"{labels}{comma}le=\"{bound}\"", count);
        }
        Line(text, Name + "_sum", labels, series.Sum);
        Line(text, Name + "_count", labels, count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new List<string>(tags.Length);
        foreach (var (name, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            labels.Add($"{name.Replace('.', '_')}=\"{escaped}\"");
        }
        labels.Sort(StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Counter<>))
            return MetricKind.Counter;
        if (type == typeof(Histogram<>))
            return MetricKind.Histogram;
        return type == typeof(UpDownCounter<>) ? MetricKind.UpDownCounter : MetricKind.Gauge;
    }

    public static string NameOf(Instrument instrument, MetricRoute? route = null)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return (route?.Metric ?? instrument.Name).Replace('.', '_') + unit + (KindOf(instrument) == MetricKind.Counter ? "_total" : "");
    }

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private enum MetricKind
    {
        Counter,
        UpDownCounter,
        Gauge,
        Histogram,
    }

    private sealed class Series(long[] buckets)
    {
        public long[] Buckets { get; } = buckets;

        public double Sum { get; set; }
    }
}
