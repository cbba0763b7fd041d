using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>Requests to and from the inner message. oslo.messaging: _drivers/amqp.py pack_context, unpack_context.</summary>
internal static class RequestCodec
{
    internal const string ContextPrefix = "_context_";

    public static JObject Write(RpcTarget target, JObject context, string method, JObject args, string uniqueId, ReplyAddress? reply)
    {
        var message = new JObject { ["method"] = method, ["args"] = args };
        if (target.Namespace is not null)
            message["namespace"] = target.Namespace;
        message["version"] = target.Version;
        if (reply is not null)
        {
            message["_msg_id"] = reply.MessageId;
            message["_reply_q"] = reply.Queue;
            message["_timeout"] = reply.CallMonitorSeconds is { } seconds ? new JValue(seconds) : JValue.CreateNull();
        }
        message["_unique_id"] = uniqueId;
        foreach (var (key, value) in context)
            message[ContextPrefix + key] = value;
        return message;
    }

    public static RpcRequest Read(JObject message)
    {
        if (message["method"] is not JValue { Type: JTokenType.String } method)
            throw new MalformedMessageException("the message names no method");

        var context = new JObject();
        foreach (var (key, value) in message)
        {
            if (key.StartsWith(ContextPrefix, StringComparison.Ordinal))
                context[key[ContextPrefix.Length..]] = value;
        }

        return new RpcRequest
        {
            Method = (string)method!,
            Args = message["args"] switch
            {
                null or { Type: JTokenType.Null } => [],
                JObject args => args,
                _ => throw new MalformedMessageException($"args of {method} is not a JSON object"),
            },
            Namespace = Text(message, "namespace"),
            Version = Text(message, "version") ?? "1.0",
            Context = context,
            MessageId = Text(message, "_msg_id"),
            ReplyQueue = Text(message, "_reply_q"),
            UniqueId = Text(message, "_unique_id"),
            ClientTimeout = message["_timeout"],
        };
    }

    private static string? Text(JObject message, string key) => message[key] switch
    {
        null or { Type: JTokenType.Null } => null,
        { Type: JTokenType.String } value => (string?)value,
        _ => throw new MalformedMessageException($"{key} is not a string"),
    };
}
