using System.Diagnostics.Metrics;
using NovaDockerNet.Daemon.Monitoring;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Monitoring;

public sealed class MetricStoreTests
{
    [Fact]
    public void Writes_the_text_format_of_Prometheus()
    {
        using var meter = new Meter("NovaDockerNet.Daemon.Tests");
        using var store = new MetricStore();
        var bytes = meter.CreateCounter<long>("test.size", "By", "Bytes.");
        var duration = meter.CreateHistogram(
            "test.duration", "s", "Time.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        bytes.Add(2, new KeyValuePair<string, object?>("nova.step", "a\"b\\c\nd"));
        bytes.Add(3, new KeyValuePair<string, object?>("nova.step", "a\"b\\c\nd"));
        duration.Record(0.5);
        duration.Record(4);
        var text = store.Write();
        Assert.Contains("# HELP test_size_bytes_total Bytes.\n# TYPE test_size_bytes_total counter\ntest_size_bytes_total{nova_step=\"a\\\"b\\\\c\\nd\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "test_duration_seconds_bucket{le=\"0.5\"} 1\ntest_duration_seconds_bucket{le=\"1\"} 1\ntest_duration_seconds_bucket{le=\"+Inf\"} 2\ntest_duration_seconds_sum 4.5\ntest_duration_seconds_count 2\n",
            text, StringComparison.Ordinal);
    }
}
