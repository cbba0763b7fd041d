using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.Oslo.Messaging.Inspection;
using NovaDockerNet.Oslo.Messaging.Options;

namespace NovaDockerNet.Daemon.Doctor;

/// <summary>What must not appear on the screen, whatever another service or library puts into its message.</summary>
internal sealed class Secrets(IEnumerable<string> values)
{
    // Shorter ones are words that stand in harmless texts too.
    private const int ShortestMasked = 6;

    private readonly string[] _values = [.. values.Where(static value => value.Length >= ShortestMasked).Distinct().OrderByDescending(static value => value.Length)];

    public static Secrets Of(OsloConfig config, TransportOptions transport) => new(
    [
        .. NovaConf.Registry.All.Where(static option => option.Secret).Select(option => option.ReadFrom(config) as string).OfType<string>(),
        .. BrokerInspection.HostsOf(transport).Select(static host => host.Password),
    ]);

    public string Mask(string text) => _values.Aggregate(text, static (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));
}
