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

    [Fact]
    public void What_a_library_measures_is_one_metric_of_all_peers()
    {
        using var store = new MetricStore();
        using var ovsdb = new Meter("OVSDB.Net");
        using var openStack = new Meter("NovaDockerNet.OpenStack");
        using var messaging = new Meter("NovaDockerNet.Oslo.Messaging");
        var commits = ovsdb.CreateHistogram<double>("ovsdb.transaction.duration", "s");
        var lost = ovsdb.CreateCounter<long>("ovsdb.reconnects");
        var requests = openStack.CreateHistogram<double>("openstack.request.duration", "s");
        var waiting = messaging.CreateUpDownCounter<long>("messaging.requests.waiting");

        var before = store.Write();
        Assert.Contains("nova_peer_request_duration_seconds_count{nova_peer=\"ovsdb\"} 0\n", before, StringComparison.Ordinal);
        Assert.Contains("nova_peer_request_duration_seconds_count{nova_peer=\"neutron\"} 0\n", before, StringComparison.Ordinal);
        Assert.Contains("nova_peer_reconnects_total{nova_peer=\"ovsdb\"} 0\n", before, StringComparison.Ordinal);

        commits.Record(0.0007);
        requests.Record(0.25, new KeyValuePair<string, object?>("openstack.service", "network"));
        requests.Record(3, new KeyValuePair<string, object?>("openstack.service", "volumev3"));
        lost.Add(2);
        waiting.Add(1);

        var text = store.Write();
        Assert.Contains("nova_peer_request_duration_seconds_bucket{nova_peer=\"ovsdb\",le=\"0.001\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("nova_peer_request_duration_seconds_sum{nova_peer=\"neutron\"} 0.25\n", text, StringComparison.Ordinal);
        Assert.Contains("nova_peer_request_duration_seconds_sum{nova_peer=\"volumev3\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("nova_peer_reconnects_total{nova_peer=\"ovsdb\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("nova_operation_waiting{nova_wait=\"executor\"} 1\n", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), static line => line.StartsWith("# TYPE nova_peer_request_duration_seconds ", StringComparison.Ordinal));
        Assert.DoesNotContain("ovsdb_transaction", text, StringComparison.Ordinal);
    }
}
