using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace OVSDB.Net;

/// <summary>The instruments of this library.</summary>
public static class OvsdbTelemetry
{
    public const string Name = "OVSDB.Net";

    private static readonly Meter s_meter = new(Name);

    internal static readonly Histogram<double> TransactionDuration = s_meter.CreateHistogram<double>(
        "ovsdb.transaction.duration", unit: "s", description: "From the transaction's sending to its result.");

    internal static readonly Counter<long> Reconnects = s_meter.CreateCounter<long>("ovsdb.reconnects", description: "Connections made after one was lost.");

    /// <summary>Makes every instrument, so that a listener sees also those that have nothing to say yet.</summary>
    public static void Publish() => RuntimeHelpers.RunClassConstructor(typeof(OvsdbTelemetry).TypeHandle);
}
