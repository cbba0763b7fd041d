using System.Net;

namespace NovaDockerNet.Daemon.Monitoring;

/// <param name="EndPoint">Null: nothing listens and nothing is measured.</param>
internal sealed record MonitoringOptions(IPEndPoint? EndPoint)
{
    /// <summary>A client must have sent its request and taken the answer by then.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public int MaxConnections { get; init; } = 16;
}
