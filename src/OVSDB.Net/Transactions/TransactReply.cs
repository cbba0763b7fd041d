using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>Reads the reply of a transact request.</summary>
internal static class TransactReply
{
    /// <remarks>
    /// RFC 7047 4.1.3: operations after the failed one are null, and an error of the commit itself (a constraint between rows) is one
    /// element more than there were operations.
    /// </remarks>
    public static IReadOnlyList<OvsdbOperationResult> Read(JToken? reply, IReadOnlyList<OvsdbOperation> operations)
    {
        if (reply is not JArray results)
            throw new FormatException("a transact reply is an array");
        for (var index = 0; index < results.Count; index++)
        {
            if (results[index] is JObject failure && failure["error"] is { } error)
                throw new OvsdbOperationException((string)error!, (string?)failure["details"], index < operations.Count ? operations[index] : null);
        }
        if (results.Count < operations.Count)
            throw new FormatException($"{results.Count} results for {operations.Count} operations");
        return [.. results.Take(operations.Count).Select(static result => OvsdbOperationResult.FromJson((JObject)result))];
    }
}
