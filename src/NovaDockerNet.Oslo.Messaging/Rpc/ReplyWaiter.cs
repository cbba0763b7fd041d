using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>One outstanding call. oslo.messaging: amqpdriver.py ReplyWaiter.wait.</summary>
internal sealed class ReplyWaiter(Action heartbeat)
{
    private readonly TaskCompletionSource<RpcReply> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RpcReply? _content;

    public Task<RpcReply> Task => _done.Task;

    /// <summary>
    /// The last part that says something is the answer; the ending part completes it. Older peers send content and ending separately.
    /// </summary>
    public void Accept(RpcReply reply)
    {
        if (reply.IsHeartbeat)
        {
            heartbeat();
            return;
        }
        if (reply.Failure is not null || reply.Result is not (null or { Type: JTokenType.Null }))
            _content = reply;
        if (reply.Ending)
            _done.TrySetResult(_content ?? reply);
    }
}
