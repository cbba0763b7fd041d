namespace NovaDockerNet.OpenStack.Neutron;

public sealed record NeutronSecurityGroup(string Id, string Name);
