namespace NovaDockerNet.Networking.Ports;

/// <summary>One port of ours as the switch has it.</summary>
/// <param name="PortId">Neutron's port id (external_ids:iface-id).</param>
/// <param name="InstanceUuid">external_ids:vm-uuid.</param>
/// <param name="OfPort">Null until the switch has opened the device, -1 when it could not.</param>
/// <param name="HostDevice">The device on the host, and the name of the port.</param>
public sealed record PluggedPort(string PortId, string InstanceUuid, int? OfPort, string HostDevice);
