namespace NovaDockerNet.OpenStack.Neutron;

public sealed record NeutronFixedIp(string IpAddress, string SubnetId);
