namespace NovaDockerNet.Netlink.Traffic;

/// <summary>A queueing discipline of a device.</summary>
/// <param name="Kind">tbf, htb, ...</param>
/// <param name="Handle">major &lt;&lt; 16; whoever made it chose it.</param>
public sealed record QueueingDiscipline(string Kind, uint Handle);
