namespace OVSDB.Net;

/// <summary>The server refused a request; a refused transaction changed nothing (RFC 7047 3.1 &lt;error&gt;, 4.1.3).</summary>
public sealed class OvsdbOperationException(string error, string? details, OvsdbOperation? operation = null)
    : OvsdbException(Describe(error, details, operation), null)
{
    /// <summary>The short code, e.g. <c>constraint violation</c>, <c>timed out</c>, <c>aborted</c>.</summary>
    public string Error => error;

    public string? Details => details;

    /// <summary>The operation that failed; null when the commit as a whole or another request did.</summary>
    public OvsdbOperation? Operation => operation;

    private static string Describe(string error, string? details, OvsdbOperation? operation) =>
        "ovsdb: " + (operation is null ? "" : operation.Summary + ": ") + error + (string.IsNullOrEmpty(details) ? "" : ": " + details);
}
