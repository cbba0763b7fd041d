using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>What one operation did (RFC 7047 5.2): the row inserted, how many rows were touched, or the rows selected.</summary>
public sealed record OvsdbOperationResult(Uuid? Uuid, long Count, IReadOnlyList<OvsRow> Rows)
{
    internal static OvsdbOperationResult FromJson(JObject json) => new(
        json["uuid"] is JArray uuid ? OvsAtom.FromJsonAtom(uuid).AsUuid() : null,
        (long?)json["count"] ?? 0,
        json["rows"] is JArray rows ? [.. rows.Cast<JObject>().Select(Row)] : []);

    private static OvsRow Row(JObject json) => new(
        json["_uuid"] is JArray uuid ? OvsAtom.FromJsonAtom(uuid).AsUuid() : default,
        json.Properties().Where(static column => column.Name != "_uuid")
            .ToImmutableDictionary(static column => column.Name, static column => OvsValue.FromJson(column.Value)));
}
