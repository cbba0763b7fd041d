namespace OVSDB.Net;

/// <summary>How to reach a database and what of it to follow.</summary>
public sealed record OvsdbClientOptions
{
    /// <summary><c>unix:/path</c> or <c>tcp:host:port</c>.</summary>
    public string Endpoint { get; init; } = "unix:/run/openvswitch/db.sock";

    public string Database { get; init; } = "Open_vSwitch";

    /// <summary>Table to columns. Columns an older schema lacks are left out with a log line.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Monitor { get; init; } = OpenVSwitchSchema.Monitor;

    public IReadOnlyList<OvsIndex> Indexes { get; init; } = OpenVSwitchSchema.Indexes;

    /// <summary>How long one attempt to connect and read the first snapshot may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long <see cref="OvsdbClient.StartAsync"/> and a transaction wait for a connection before they fail.</summary>
    public TimeSpan ReconnectWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause before connecting again; it doubles up to <see cref="MaximumBackOff"/>.</summary>
    public TimeSpan InitialBackOff { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MaximumBackOff { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Silence after which we send an echo; twice that without an answer breaks the connection.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(5);
}
