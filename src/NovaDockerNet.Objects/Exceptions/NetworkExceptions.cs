namespace NovaDockerNet.Objects.Exceptions;

public class NetworkNotFound(ExceptionDetails details) : NotFound(details)
{
    public NetworkNotFound(string networkId)
        : this(Describe("Network %(network_id)s could not be found.", 404, ("network_id", networkId)))
    {
    }
}

public sealed class NetworkNotFoundForInstance(ExceptionDetails details) : NetworkNotFound(details)
{
    public NetworkNotFoundForInstance(string instanceId)
        : this(Describe("Network could not be found for instance %(instance_id)s.", 404, ("instance_id", instanceId)))
    {
    }
}

public sealed class NetworkAmbiguous(ExceptionDetails details) : Invalid(details)
{
    public NetworkAmbiguous()
        : this(Describe("More than one possible network found. Specify network ID(s) to select which one(s) to connect to.", 400))
    {
    }

    public NetworkAmbiguous(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class NetworkRequiresSubnet(ExceptionDetails details) : Invalid(details)
{
    public NetworkRequiresSubnet(string networkUuid)
        : this(Describe("Network %(network_uuid)s requires a subnet in order to boot instances on.", 400, ("network_uuid", networkUuid)))
    {
    }
}

public sealed class NetworksWithQoSPolicyNotSupported(ExceptionDetails details) : Invalid(details)
{
    public NetworksWithQoSPolicyNotSupported(string instanceUuid, string networkId)
        : this(Describe("Using networks with QoS policy is not supported for instance %(instance_uuid)s. (Network ID is %(network_id)s)", 400, ("instance_uuid", instanceUuid), ("network_id", networkId)))
    {
    }
}

public sealed class UnableToAutoAllocateNetwork(ExceptionDetails details) : Invalid(details)
{
    public UnableToAutoAllocateNetwork(string projectId)
        : this(Describe("Unable to automatically allocate a network for project %(project_id)s", 400, ("project_id", projectId)))
    {
    }
}

public sealed class ExternalNetworkAttachForbidden(ExceptionDetails details) : Forbidden(details)
{
    public ExternalNetworkAttachForbidden(string networkUuid)
        : this(Describe("It is not allowed to create an interface on external network %(network_uuid)s", 403, ("network_uuid", networkUuid)))
    {
    }
}

public sealed class PortNotFound(ExceptionDetails details) : NotFound(details)
{
    public PortNotFound(string portId)
        : this(Describe("Port id %(port_id)s could not be found.", 404, ("port_id", portId)))
    {
    }

    /// <summary>nova: compute/manager.py _detach_interface.</summary>
    public static PortNotFound NotAttached(string portId) => new(Describe($"Port {portId} is not attached", 404));
}

public sealed class PortInUse(ExceptionDetails details) : Invalid(details)
{
    public PortInUse(string portId)
        : this(Describe("Port %(port_id)s is still in use.", 400, ("port_id", portId)))
    {
    }
}

public sealed class PortNotUsable(ExceptionDetails details) : Invalid(details)
{
    public PortNotUsable(string portId, string instance)
        : this(Describe("Port %(port_id)s not usable for instance %(instance)s.", 400, ("port_id", portId), ("instance", instance)))
    {
    }
}

public sealed class PortNotUsableDNS(ExceptionDetails details) : Invalid(details)
{
    public PortNotUsableDNS(string portId, string instance, string value, string hostname)
        : this(Describe("Port %(port_id)s not usable for instance %(instance)s. Value %(value)s assigned to dns_name attribute does not match instance's hostname %(hostname)s", 400, ("port_id", portId), ("instance", instance), ("value", value), ("hostname", hostname)))
    {
    }
}

public sealed class PortRequiresFixedIP(ExceptionDetails details) : Invalid(details)
{
    public PortRequiresFixedIP(string portId)
        : this(Describe("Port %(port_id)s requires a FixedIP in order to be used.", 400, ("port_id", portId)))
    {
    }
}

public sealed class PortBindingFailed(ExceptionDetails details) : Invalid(details)
{
    public PortBindingFailed(string portId)
        : this(Describe("Binding failed for port %(port_id)s, please check neutron logs for more information.", 400, ("port_id", portId)))
    {
    }
}

public sealed class PortBindingDeletionFailed(ExceptionDetails details) : NovaException(details)
{
    public PortBindingDeletionFailed(string portId, string host)
        : this(Describe("Failed to delete binding for port(s) %(port_id)s on host %(host)s; please check neutron logs for more information", 500, ("port_id", portId), ("host", host)))
    {
    }
}

public sealed class PortBindingActivationFailed(ExceptionDetails details) : NovaException(details)
{
    public PortBindingActivationFailed(string portId, string host)
        : this(Describe("Failed to activate binding for port %(port_id)s on host %(host)s; please check neutron logs for more information", 500, ("port_id", portId), ("host", host)))
    {
    }
}

public sealed class PortUpdateFailed(ExceptionDetails details) : Invalid(details)
{
    public PortUpdateFailed(string portId, string reason)
        : this(Describe("Port update failed for port %(port_id)s: %(reason)s", 400, ("port_id", portId), ("reason", reason)))
    {
    }
}

public sealed class PortLimitExceeded(ExceptionDetails details) : OverQuota(details)
{
    public PortLimitExceeded()
        : this(Describe("Maximum number of ports exceeded", 413))
    {
    }

    public PortLimitExceeded(string message)
        : this(Describe(message, 413))
    {
    }
}

public sealed class FixedIpNotFoundForAddress(ExceptionDetails details) : NotFound(details)
{
    public FixedIpNotFoundForAddress(string address)
        : this(Describe("Fixed IP not found for address %(address)s.", 404, ("address", address)))
    {
    }
}

public sealed class FixedIpNotFoundForInstance(ExceptionDetails details) : NotFound(details)
{
    public FixedIpNotFoundForInstance(string instanceUuid, string ip)
        : this(Describe("Instance %(instance_uuid)s does not have fixed IP '%(ip)s'.", 404, ("instance_uuid", instanceUuid), ("ip", ip)))
    {
    }
}

public sealed class FixedIpInvalidOnHost(ExceptionDetails details) : Invalid(details)
{
    public FixedIpInvalidOnHost(string portId)
        : this(Describe("The fixed IP associated with port %(port_id)s is not compatible with the host.", 400, ("port_id", portId)))
    {
    }
}

public sealed class FixedIpAlreadyInUse(ExceptionDetails details) : NovaException(details)
{
    public FixedIpAlreadyInUse(string address, string instanceUuid)
        : this(Describe("Fixed IP address %(address)s is already in use on instance %(instance_uuid)s.", 500, ("address", address), ("instance_uuid", instanceUuid)))
    {
    }
}

public sealed class NoMoreFixedIps(ExceptionDetails details) : NovaException(details)
{
    public NoMoreFixedIps(string net)
        : this(Describe("No fixed IP addresses available for network: %(net)s", 500, ("net", net)))
    {
    }
}

public class FloatingIpNotFound(ExceptionDetails details) : NotFound(details)
{
    public FloatingIpNotFound(string id)
        : this(Describe("Floating IP not found for ID %(id)s.", 404, ("id", id)))
    {
    }
}

public sealed class FloatingIpNotFoundForAddress(ExceptionDetails details) : FloatingIpNotFound(details)
{
    public FloatingIpNotFoundForAddress(string address)
        : this(Describe("Floating IP not found for address %(address)s.", 404, ("address", address)))
    {
    }
}

public sealed class FloatingIpPoolNotFound(ExceptionDetails details) : NotFound(details)
{
    public FloatingIpPoolNotFound()
        : this(Describe("Floating IP pool not found.", 404))
    {
    }

    public FloatingIpPoolNotFound(string message)
        : this(Describe(message, 404))
    {
    }
}

public sealed class FloatingIpLimitExceeded(ExceptionDetails details) : OverQuota(details)
{
    public FloatingIpLimitExceeded()
        : this(Describe("Maximum number of floating IPs exceeded", 413))
    {
    }

    public FloatingIpLimitExceeded(string message)
        : this(Describe(message, 413))
    {
    }
}

public sealed class InterfaceAttachFailed(ExceptionDetails details) : NovaException(details)
{
    public InterfaceAttachFailed(string instanceUuid)
        : this(Describe("Failed to attach network adapter device to %(instance_uuid)s", 500, ("instance_uuid", instanceUuid)))
    {
    }
}

public sealed class InterfaceAttachFailedNoNetwork(ExceptionDetails details) : Invalid(details)
{
    public InterfaceAttachFailedNoNetwork(string projectId)
        : this(Describe("No specific network was requested and none are available for project '%(project_id)s'.", 400, ("project_id", projectId)))
    {
    }
}

public sealed class InterfaceDetachFailed(ExceptionDetails details) : Invalid(details)
{
    public InterfaceDetachFailed(string instanceUuid)
        : this(Describe("Failed to detach network adapter device from %(instance_uuid)s", 400, ("instance_uuid", instanceUuid)))
    {
    }
}

public sealed class AttachInterfaceNotSupported(ExceptionDetails details) : Invalid(details)
{
    public AttachInterfaceNotSupported(string instanceUuid)
        : this(Describe("Attaching interfaces is not supported for instance %(instance_uuid)s.", 400, ("instance_uuid", instanceUuid)))
    {
    }
}

public sealed class SecurityGroupNotFound(ExceptionDetails details) : NotFound(details)
{
    public SecurityGroupNotFound(string securityGroupId)
        : this(Describe("Security group %(security_group_id)s not found.", 404, ("security_group_id", securityGroupId)))
    {
    }
}

public sealed class SecurityGroupCannotBeApplied(ExceptionDetails details) : Invalid(details)
{
    public SecurityGroupCannotBeApplied()
        : this(Describe("Network requires port_security_enabled and subnet associated in order to apply security groups.", 400))
    {
    }

    public SecurityGroupCannotBeApplied(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class NoUniqueMatch(ExceptionDetails details) : NovaException(details)
{
    public NoUniqueMatch()
        : this(Describe("No Unique Match Found.", 409))
    {
    }

    public NoUniqueMatch(string message)
        : this(Describe(message, 409))
    {
    }
}

public sealed class InvalidIpAddressError(ExceptionDetails details) : Invalid(details)
{
    public InvalidIpAddressError(string address)
        : this(Describe("%(address)s is not a valid IP v4/6 address.", 400, ("address", address)))
    {
    }
}

public sealed class VirtualInterfaceCreateException(ExceptionDetails details) : NovaException(details)
{
    public VirtualInterfaceCreateException()
        : this(Describe("Virtual Interface creation failed", 500))
    {
    }

    public VirtualInterfaceCreateException(string message)
        : this(Describe(message, 500))
    {
    }
}

public sealed class VirtualInterfaceMacAddressException(ExceptionDetails details) : NovaException(details)
{
    public VirtualInterfaceMacAddressException()
        : this(Describe("Creation of virtual interface with unique mac address failed", 500))
    {
    }

    public VirtualInterfaceMacAddressException(string message)
        : this(Describe(message, 500))
    {
    }
}

public sealed class VirtualInterfacePlugException(ExceptionDetails details, Exception? inner = null) : NovaException(details, inner)
{
    public VirtualInterfacePlugException()
        : this(Describe("Virtual interface plugin failed", 500))
    {
    }

    public VirtualInterfacePlugException(string message)
        : this(Describe(message, 500))
    {
    }

    public VirtualInterfacePlugException(string message, Exception inner)
        : this(Describe(message, 500), inner)
    {
    }
}

public sealed class VirtualInterfaceUnplugException(ExceptionDetails details) : NovaException(details)
{
    public VirtualInterfaceUnplugException(string reason)
        : this(Describe("Failed to unplug virtual interface: %(reason)s", 500, ("reason", reason)))
    {
    }
}

public sealed class NeutronAdminCredentialConfigurationInvalid(ExceptionDetails details) : Invalid(details)
{
    public NeutronAdminCredentialConfigurationInvalid()
        : this(Describe("Networking client is experiencing an unauthorized exception.", 400))
    {
    }

    public NeutronAdminCredentialConfigurationInvalid(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class NetworkInterfaceTaggedAttachNotSupported(ExceptionDetails details) : Invalid(details)
{
    public NetworkInterfaceTaggedAttachNotSupported()
        : this(Describe("Tagged network interface attachment is not supported for this server instance.", 400))
    {
    }

    public NetworkInterfaceTaggedAttachNotSupported(string message)
        : this(Describe(message, 400))
    {
    }
}
