namespace NovaDockerNet.Netlink.Protocol;

/// <summary>nlmsg_flags of an acknowledgement, linux/netlink.h</summary>
[Flags]
internal enum AckFlags : ushort
{
    Capped = 0x100,     // NLM_F_CAPPED: the payload of the request is not echoed
    Attributes = 0x200, // NLM_F_ACK_TLVS: attributes follow
}
