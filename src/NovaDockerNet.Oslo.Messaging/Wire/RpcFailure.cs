using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>An exception on the wire: JSON inside a string. oslo.messaging: _drivers/common.py serialize_remote_exception.</summary>
internal sealed record RpcFailure(
    string Class, string Module, string Message, IReadOnlyList<string> Traceback, JArray Args, JObject Kwargs)
{
    private const string RemoteSuffix = "_Remote";

    public string Write() => MessageJson.Write(new JObject
    {
        ["class"] = Class,
        ["module"] = Module,
        ["message"] = Message,
        ["tb"] = new JArray(Traceback),
        ["args"] = Args,
        ["kwargs"] = Kwargs,
    });

    public static RpcFailure Read(string text)
    {
        if (MessageJson.Parse(text) is not JObject failure)
            throw new MalformedMessageException("the failure does not hold a JSON object");
        return new RpcFailure(
            WithoutSuffix(Text(failure, "class") ?? "Exception"),
            WithoutSuffix(Text(failure, "module") ?? string.Empty),
            Text(failure, "message") ?? string.Empty,
            failure["tb"] is JArray lines ? [.. lines.Select(line => line.ToString())] : [],
            failure["args"] as JArray ?? [],
            failure["kwargs"] as JObject ?? []);
    }

    public RpcRemoteException ToException() => new(Class, Module, Message, Args, Kwargs, Traceback);

    // Whatever stands there: a caller is better served with a strange text than with a timeout.
    private static string? Text(JObject failure, string key) =>
        failure[key] is { Type: not JTokenType.Null } value ? value.ToString() : null;

    private static string WithoutSuffix(string name) =>
        name.EndsWith(RemoteSuffix, StringComparison.Ordinal) ? name[..^RemoteSuffix.Length] : name;
}
