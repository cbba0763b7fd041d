using System.Runtime.InteropServices;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Sockets;

/// <summary>Gathers the answers to one request; throws what the kernel refused, with the text of its extended acknowledgement.</summary>
internal sealed class AnswerCollector(uint sequence, string operation)
{
    private readonly List<NetlinkMessage> _messages = [];
    private bool _interrupted;

    internal bool Complete { get; private set; }

    internal DumpResult Result => new(_messages, _interrupted);

    internal void Add(IReadOnlyList<NetlinkMessage> received)
    {
        foreach (var message in received)
        {
            // A late answer to an earlier request whose reader gave up.
            if (message.Sequence != sequence) continue;
            // In an acknowledgement these bits have other meanings.
            if (message.Type != MessageType.Error) _interrupted |= message.Flags.HasFlag(MessageFlags.DumpInterrupted);

            switch (message.Type)
            {
                case MessageType.Error:
                    Finish(message, ErrorAttributesStart(message));
                    return;
                case MessageType.Done:
                    Finish(message, sizeof(int));
                    return;
                case MessageType.Overrun:
                    throw new NetlinkProtocolException($"{operation}: the kernel lost answers (NLMSG_OVERRUN)");
                default:
                    _messages.Add(message);
                    break;
            }
        }
    }

    // struct nlmsgerr: int error, the header of the request, its payload unless capped; then attributes.
    private static int ErrorAttributesStart(NetlinkMessage message)
    {
        var start = sizeof(int) + MessageHeader.Size;
        if (((AckFlags)message.Flags).HasFlag(AckFlags.Capped) || message.Payload.Length < start) return start;
        var echoed = MemoryMarshal.Read<MessageHeader>(message.Payload[sizeof(int)..]);
        return sizeof(int) + (((int)echoed.nlmsg_len + 3) & ~3);
    }

    private void Finish(NetlinkMessage message, int attributesStart)
    {
        Complete = true;
        var error = message.Payload.Length >= sizeof(int) ? message.Header<int>() : 0;
        if (error < 0) throw new NetlinkException(operation, -error, ExtendedAck(message, attributesStart));
    }

    private static string? ExtendedAck(NetlinkMessage message, int start)
    {
        if (!((AckFlags)message.Flags).HasFlag(AckFlags.Attributes) || message.Payload.Length < start) return null;
        var attributes = new NetlinkAttributeReader(message.Payload[start..]);
        while (attributes.Next())
        {
            if (attributes.Type == (ushort)AckAttribute.Message) return attributes.Text();
        }

        return null;
    }
}
