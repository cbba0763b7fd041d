using System.Collections.Immutable;

namespace NovaDockerNet.Virt.Inventory;

/// <summary>A NUMA node of this host.</summary>
/// <param name="Id">The kernel's number.</param>
/// <param name="Cpus">Those online.</param>
/// <param name="MemoryMb">All of it.</param>
/// <param name="Socket">Null where its CPUs are in several.</param>
/// <param name="Cores">The threads of each core that are online, in the order of their first.</param>
public sealed record HostNode(int Id, ImmutableSortedSet<int> Cpus, long MemoryMb, int? Socket, IReadOnlyList<ImmutableSortedSet<int>> Cores);
