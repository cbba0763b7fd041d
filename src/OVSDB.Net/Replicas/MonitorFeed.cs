using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using OVSDB.Net.Sessions;

namespace OVSDB.Net.Replicas;

/// <summary>Fills the replica from one session: monitor_cond where the server offers it, else RFC 7047's monitor.</summary>
internal sealed partial class MonitorFeed(OvsdbClientOptions options, ReplicaStore store, int generation, ILogger logger)
{
    private const string Id = "OVSDB.Net";
    private OvsdbSchema? _schema;

    public async Task StartAsync(OvsdbSession session, OvsdbSchema schema, CancellationToken cancellationToken)
    {
        foreach (var (table, columns) in options.Monitor)
        {
            if (!schema.HasTable(table))
                throw new OvsdbOperationException("unknown table", $"database {options.Database} has no table {table}");
            foreach (var missing in columns.Where(column => !schema.HasColumn(table, column)))
                LogMissingColumn(logger, table, missing);
        }
        _schema = schema.Restrict(options.Monitor);
        var requests = new JObject(options.Monitor.Keys.Select(table =>
            new JProperty(table, new JArray(new JObject { ["columns"] = new JArray(_schema.Columns(table)) }))));
        try
        {
            await session.CallAsync("monitor_cond", new JArray(options.Database, Id, requests), OnInitialDifferences, cancellationToken);
        }
        catch (OvsdbOperationException refusal) when (refusal.Error == "unknown method")
        {
            LogPlainMonitor(logger);
            await session.CallAsync("monitor", new JArray(options.Database, Id, requests), OnInitial, cancellationToken);
        }
    }

    public void OnNotification(string method, JArray parameters)
    {
        if (parameters is not [var id, JObject updates, ..] || (string?)id != Id)
            return;
        if (method == "update2")
            store.Publish(ReplicaUpdates.ApplyDifferences(store.Current, updates, _schema!));
        else if (method == "update")
            store.Publish(ReplicaUpdates.Apply(store.Current, updates));
    }

    private void OnInitialDifferences(JToken? reply) => store.Publish(ReplicaUpdates.ApplyDifferences(Fresh(), (JObject)reply!, _schema!));

    private void OnInitial(JToken? reply) => store.Publish(ReplicaUpdates.Apply(Fresh(), (JObject)reply!));

    private Replica Fresh() => Replica.Empty(options.Monitor.Keys, options.Indexes, generation);

    [LoggerMessage(Level = LogLevel.Information, Message = "The OVSDB server does not know monitor_cond; using monitor")]
    private static partial void LogPlainMonitor(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The OVSDB schema has no column {Table}.{Column}; going on without it")]
    private static partial void LogMissingColumn(ILogger logger, string table, string column);
}
