using System.Globalization;
using System.Net;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.Virt.Consoles;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>[serial_console] and [consoleauth] (nova/conf/serial_console.py, consoleauth.py).</summary>
internal static class SerialConsoleSection
{
    private const string Group = "serial_console";

    public static readonly ConfigOption<bool> Enabled = Options.Boolean(
        Group, "enabled", false, "Give out serial consoles, through nova-serialproxy.");

    public static readonly ConfigOption<string> BaseUrl = Options.String(
        Group, "base_url", "ws://127.0.0.1:6083/", "Where users reach nova-serialproxy.");

    public static readonly ConfigOption<string> ProxyclientAddress = Options.String(
        Group, "proxyclient_address", "127.0.0.1",
        "Where consoles listen for nova-serialproxy. A loopback address: what passes there is neither encrypted nor authenticated.");

    public static readonly ConfigOption<string> PortRange = Options.String(
        Group, "port_range", "10000:20000", "Ports for consoles, FIRST:END; the end is not one of them.");

    public static readonly ConfigOption<TimeSpan> TokenTtl = Options.Seconds(
        "consoleauth", "token_ttl", 600, "Seconds a user has to open a console after asking for it.", min: 0);

    public static IReadOnlyList<ConfigOption> All { get; } = [Enabled, BaseUrl, ProxyclientAddress, PortRange, TokenTtl];

    public static SerialConsoleOptions ToConsoles(OsloConfig config)
    {
        if (!config.Get(Enabled))
            return new SerialConsoleOptions();
        var text = config.Get(ProxyclientAddress);
        if (!IPAddress.TryParse(text == "localhost" ? "127.0.0.1" : text, out var address) || !IPAddress.IsLoopback(address))
            throw Wrong(
                config, ProxyclientAddress,
                $"{text} is not a loopback address. nova-serialproxy speaks to consoles without encryption or password: run it on this host, "
                + "or bring a tunnel of your own with TLS to 127.0.0.1");
        var (first, end) = Range(config);
        return new SerialConsoleOptions { Enabled = true, Address = address, FirstPort = first, EndPort = end };
    }

    private static (int First, int End) Range(OsloConfig config)
    {
        var text = config.Get(PortRange);
        var parts = text.Split(':');
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            && first is > 0 && first < end && end <= IPEndPoint.MaxPort + 1)
            return (first, end);
        throw Wrong(config, PortRange, $"{text} is not a range of ports such as 10000:20000");
    }

    private static OsloConfigException Wrong(OsloConfig config, ConfigOption option, string problem) =>
        new(problem, config.LocationOf(option), option.Group, option.Name);
}
