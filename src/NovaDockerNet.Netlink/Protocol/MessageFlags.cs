namespace NovaDockerNet.Netlink.Protocol;

/// <summary>nlmsg_flags, linux/netlink.h. The same bits mean different things in requests for data and in changes.</summary>
[Flags]
internal enum MessageFlags : ushort
{
    None = 0,
    Request = 0x01,         // NLM_F_REQUEST
    Multi = 0x02,           // NLM_F_MULTI
    Ack = 0x04,             // NLM_F_ACK
    Echo = 0x08,            // NLM_F_ECHO
    DumpInterrupted = 0x10, // NLM_F_DUMP_INTR
    Dump = 0x300,           // NLM_F_ROOT | NLM_F_MATCH
    Replace = 0x100,        // NLM_F_REPLACE
    Exclusive = 0x200,      // NLM_F_EXCL
    Create = 0x400,         // NLM_F_CREATE
}
