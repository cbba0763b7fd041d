using System.Runtime.InteropServices;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Traffic;

/// <summary>RTM_*QDISC at the root of a device.</summary>
internal static class TrafficMessages
{
    private const string TokenBucketKind = "tbf";

    internal static NetlinkMessageWriter GetRoot(int interfaceIndex)
    {
        // Older kernels answer only who asks for an echo, newer ones everybody.
        var message = new NetlinkMessageWriter(MessageType.GetDiscipline, MessageFlags.Request | MessageFlags.Ack | MessageFlags.Echo);
        message.WriteHeader(Root(interfaceIndex, 0));
        return message;
    }

    // tc qdisc replace dev DEVICE root handle HANDLE tbf rate RATE burst BURST limit LIMIT [peakrate PEAK mtu PEAKBURST]
    internal static NetlinkMessageWriter ReplaceRoot(int interfaceIndex, uint handle, TokenBucket bucket)
    {
        var message = new NetlinkMessageWriter(
            MessageType.NewDiscipline, MessageFlags.Request | MessageFlags.Ack | MessageFlags.Create | MessageFlags.Replace);
        message.WriteHeader(Root(interfaceIndex, handle));
        message.Write(TrafficAttribute.Kind, TokenBucketKind);
        using (message.Nest(TrafficAttribute.Options))
        {
            var parameters = new TokenBucketParameters
            {
                rate = Rate(bucket.Rate),
                peakrate = bucket.Peak is { } rate ? Rate(rate) : default,
                limit = bucket.Limit,
            };
            if (bucket.Peak is null) parameters.peakrate.linklayer = RateSpecification.TC_LINKLAYER_ETHERNET;
            message.Write(TokenBucketAttribute.Parameters, MemoryMarshal.AsBytes(new ReadOnlySpan<TokenBucketParameters>(in parameters)));
            message.Write(TokenBucketAttribute.Burst, bucket.Burst);
            if (bucket.Rate >= uint.MaxValue) Write(message, TokenBucketAttribute.Rate64, bucket.Rate);
            if (bucket.Peak is { } peak)
            {
                message.Write(TokenBucketAttribute.PeakBurst, bucket.PeakBurst);
                if (peak >= uint.MaxValue) Write(message, TokenBucketAttribute.PeakRate64, peak);
            }
        }

        return message;
    }

    internal static NetlinkMessageWriter RemoveRoot(int interfaceIndex)
    {
        var message = new NetlinkMessageWriter(MessageType.DeleteDiscipline, MessageFlags.Request | MessageFlags.Ack);
        message.WriteHeader(Root(interfaceIndex, 0));
        return message;
    }

    internal static QueueingDiscipline Read(NetlinkMessage message)
    {
        var kind = "";
        var attributes = message.Attributes<TrafficHeader>();
        while (attributes.Next())
        {
            if (attributes.Type == (ushort)TrafficAttribute.Kind) kind = attributes.Text();
        }

        return new QueueingDiscipline(kind, message.Header<TrafficHeader>().tcm_handle);
    }

    private static TrafficHeader Root(int interfaceIndex, uint handle) =>
        new() { tcm_ifindex = interfaceIndex, tcm_handle = handle, tcm_parent = TrafficHeader.TC_H_ROOT };

    private static RateSpecification Rate(ulong bytes) =>
        new() { linklayer = RateSpecification.TC_LINKLAYER_ETHERNET, rate = (uint)Math.Min(bytes, uint.MaxValue) };

    private static void Write(NetlinkMessageWriter message, TokenBucketAttribute attribute, ulong value) =>
        message.Write(attribute, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value)));
}
