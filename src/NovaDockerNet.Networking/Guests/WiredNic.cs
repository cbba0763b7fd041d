using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Networking.Plans;

namespace NovaDockerNet.Networking.Guests;

/// <summary>A NIC whose veth pair is there.</summary>
/// <param name="Guest">The far end as last seen.</param>
/// <param name="Created">It was not there before.</param>
internal sealed record WiredNic(NicPlan Plan, Link Guest, bool Created);
