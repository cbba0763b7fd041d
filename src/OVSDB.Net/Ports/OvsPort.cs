using System.Collections.Immutable;

namespace OVSDB.Net;

/// <summary>A port wanted on a bridge, with one interface of the same name.</summary>
public sealed record OvsPort(string Bridge, string Name)
{
    /// <summary>Written into <c>Interface.external_ids</c>; keys that others put there stay.</summary>
    public IReadOnlyDictionary<string, string> ExternalIds { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary><c>Interface.type</c>: empty for a device of the system, else <c>internal</c>, <c>patch</c>...</summary>
    public string Type { get; init; } = "";

    /// <summary><c>Interface.options</c>, e.g. <c>peer</c> of a patch port.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary><c>Interface.mtu_request</c>, for devices whose MTU Open vSwitch owns.</summary>
    public long? MtuRequest { get; init; }

    /// <summary>
    /// The queueing discipline of the device is set from outside: Open vSwitch, which takes away any it has not made itself when it opens a port,
    /// is told to leave it (<c>QoS.type</c> <c>linux-noop</c>). A QoS that somebody else has given the port stays.
    /// </summary>
    public bool ExternalDiscipline { get; init; }

    /// <summary>Columns of the new Port row, e.g. <c>tag</c>. Only used when the port is made: afterwards they belong to others.</summary>
    public IReadOnlyDictionary<string, OvsValue> NewPortColumns { get; init; } = ImmutableDictionary<string, OvsValue>.Empty;
}
