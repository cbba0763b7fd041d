namespace NovaDockerNet.Daemon.Monitoring;

/// <summary>Where the measurements of an instrument go: its own family, the one it is routed to, or both.</summary>
internal sealed record MetricSink(MetricFamily? Own, MetricFamily? Routed, MetricRoute? Route)
{
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Own?.Record(value, tags);
        Routed?.Record(value, [Route!.LabelOf(tags)]);
    }
}
