using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>A reply, or a call-monitor heartbeat: neither result nor failure, and not ending. oslo.messaging: AMQPIncomingMessage._send_reply.</summary>
internal sealed record RpcReply(string MessageId, JToken? Result, RpcFailure? Failure, bool Ending)
{
    public static RpcReply Heartbeat(string messageId) => new(messageId, null, null, Ending: false);

    public bool IsHeartbeat => !Ending && Failure is null && Result is null or { Type: JTokenType.Null };

    public JObject Write(string uniqueId) => new()
    {
        ["result"] = Result ?? JValue.CreateNull(),
        ["failure"] = Failure is null ? JValue.CreateNull() : Failure.Write(),
        ["ending"] = Ending,
        ["_msg_id"] = MessageId,
        ["_unique_id"] = uniqueId,
    };

    public static RpcReply Read(JObject message)
    {
        if (message["_msg_id"] is not JValue { Type: JTokenType.String } id)
            throw new MalformedMessageException("the reply has no _msg_id");
        return new RpcReply(
            (string)id!,
            message["result"],
            message["failure"] is JValue { Type: JTokenType.String } failure ? RpcFailure.Read((string)failure!) : null,
            message["ending"] is JValue { Type: JTokenType.Boolean } ending && (bool)ending);
    }
}
