using System.Collections.Immutable;

namespace OVSDB.Net;

/// <summary>One row as last seen: the monitored or selected columns. Immutable.</summary>
public sealed class OvsRow(Uuid uuid, ImmutableDictionary<string, OvsValue> columns)
{
    private static readonly IReadOnlyDictionary<string, string> s_noTexts = ImmutableDictionary<string, string>.Empty;

    public Uuid Uuid => uuid;

    public ImmutableDictionary<string, OvsValue> Columns => columns;

    /// <summary>The column's value, or null when it is not monitored.</summary>
    public OvsValue? this[string column] => columns.GetValueOrDefault(column);

    public string? Text(string column) => this[column]?.Single?.AsString();

    public long? Integer(string column) => this[column]?.Single?.AsInteger();

    public bool? Boolean(string column) => this[column]?.Single?.AsBoolean();

    public double? Real(string column) => this[column]?.Single?.AsReal();

    public Uuid? Reference(string column) => this[column]?.Single?.AsUuid();

    public IReadOnlyList<Uuid> References(string column) =>
        this[column] is { } value ? [.. value.Elements.Select(static element => element.AsUuid())] : [];

    public IReadOnlyDictionary<string, string> Map(string column) => (this[column] as OvsMap)?.Texts ?? s_noTexts;
}
