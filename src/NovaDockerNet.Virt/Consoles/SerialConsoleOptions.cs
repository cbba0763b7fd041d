using System.Net;

namespace NovaDockerNet.Virt.Consoles;

/// <summary>[serial_console] of nova.conf, the compute's part.</summary>
public sealed record SerialConsoleOptions
{
    public bool Enabled { get; init; }

    /// <summary>[serial_console] proxyclient_address: where consoles listen. A loopback address, because what passes is neither encrypted nor authenticated.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>[serial_console] port_range, its first port.</summary>
    public int FirstPort { get; init; } = 10000;

    /// <summary>[serial_console] port_range, the port after its last, as nova counts.</summary>
    public int EndPort { get; init; } = 20000;
}
