using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink.Sockets;

/// <param name="Messages">The answers, without acknowledgement or end mark.</param>
/// <param name="Interrupted">The kernel's tables changed while it dumped them (NLM_F_DUMP_INTR): the answers may have holes.</param>
internal sealed record DumpResult(IReadOnlyList<NetlinkMessage> Messages, bool Interrupted);
