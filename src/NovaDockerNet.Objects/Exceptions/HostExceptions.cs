namespace NovaDockerNet.Objects.Exceptions;

public sealed class ServiceNotFound(ExceptionDetails details) : NotFound(details)
{
    public ServiceNotFound(string serviceId)
        : this(Describe("Service %(service_id)s could not be found.", 404, ("service_id", serviceId)))
    {
    }
}

public sealed class ServiceBinaryExists(ExceptionDetails details) : NovaException(details)
{
    public ServiceBinaryExists(string host, string binary)
        : this(Describe("Service with host %(host)s binary %(binary)s exists.", 500, ("host", host), ("binary", binary)))
    {
    }
}

public sealed class ServiceTopicExists(ExceptionDetails details) : NovaException(details)
{
    public ServiceTopicExists(string host, string topic)
        : this(Describe("Service with host %(host)s topic %(topic)s exists.", 500, ("host", host), ("topic", topic)))
    {
    }
}

public sealed class ServiceTooOld(ExceptionDetails details) : Invalid(details)
{
    public ServiceTooOld(long thisver, long minver)
        : this(Describe("This service is older (v%(thisver)i) than the minimum (v%(minver)i) version of the rest of the deployment. Unable to continue.", 400, ("thisver", thisver), ("minver", minver)))
    {
    }
}

public sealed class TooOldComputeService(ExceptionDetails details) : Invalid(details)
{
    public TooOldComputeService(string oldestSupportedVersion, string scope, long minServiceLevel, long oldestSupportedService)
        : this(Describe("Current Nova version does not support computes older than %(oldest_supported_version)s but the minimum compute service level in your %(scope)s is %(min_service_level)d and the oldest supported service level is %(oldest_supported_service)d.", 400, ("oldest_supported_version", oldestSupportedVersion), ("scope", scope), ("min_service_level", minServiceLevel), ("oldest_supported_service", oldestSupportedService)))
    {
    }
}

public class ServiceUnavailable(ExceptionDetails details) : Invalid(details)
{
    public ServiceUnavailable()
        : this(Describe("Service is unavailable at this time.", 400))
    {
    }

    public ServiceUnavailable(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class ComputeResourcesUnavailable(ExceptionDetails details) : ServiceUnavailable(details)
{
    public ComputeResourcesUnavailable(string reason)
        : this(Describe("Insufficient compute resources: %(reason)s.", 400, ("reason", reason)))
    {
    }
}

public sealed class ComputeServiceUnavailable(ExceptionDetails details) : ServiceUnavailable(details)
{
    public ComputeServiceUnavailable(string host)
        : this(Describe("Compute service of %(host)s is unavailable at this time.", 400, ("host", host)))
    {
    }
}

public class HostNotFound(ExceptionDetails details) : NotFound(details)
{
    public HostNotFound(string host)
        : this(Describe("Host %(host)s could not be found.", 404, ("host", host)))
    {
    }
}

public sealed class ComputeHostNotFound(ExceptionDetails details) : HostNotFound(details)
{
    public ComputeHostNotFound(string host)
        : this(Describe("Compute host %(host)s could not be found.", 404, ("host", host)))
    {
    }
}

public sealed class HostBinaryNotFound(ExceptionDetails details) : NotFound(details)
{
    public HostBinaryNotFound(string binary, string host)
        : this(Describe("Could not find binary %(binary)s on host %(host)s.", 404, ("binary", binary), ("host", host)))
    {
    }
}

public sealed class HypervisorUnavailable(ExceptionDetails details) : NovaException(details)
{
    public HypervisorUnavailable()
        : this(Describe("Connection to the hypervisor is broken on host", 500))
    {
    }

    public HypervisorUnavailable(string message)
        : this(Describe(message, 500))
    {
    }
}

public sealed class VirtDriverNotReady(ExceptionDetails details) : NovaException(details)
{
    public VirtDriverNotReady()
        : this(Describe("Virt driver is not ready.", 500))
    {
    }

    public VirtDriverNotReady(string message)
        : this(Describe(message, 500))
    {
    }
}

public sealed class InvalidHypervisorType(ExceptionDetails details) : Invalid(details)
{
    public InvalidHypervisorType()
        : this(Describe("The supplied hypervisor type of is invalid.", 400))
    {
    }

    public InvalidHypervisorType(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class InvalidArchitectureName(ExceptionDetails details) : Invalid(details)
{
    public InvalidArchitectureName(string arch)
        : this(Describe("Architecture name '%(arch)s' is not recognised", 400, ("arch", arch)))
    {
    }
}

public sealed class InvalidCPUInfo(ExceptionDetails details) : Invalid(details)
{
    public InvalidCPUInfo(string reason)
        : this(Describe("Unacceptable CPU info: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public sealed class InvalidSharedStorage(ExceptionDetails details) : NovaException(details)
{
    public InvalidSharedStorage(string path, string reason)
        : this(Describe("%(path)s is not on shared storage: %(reason)s", 500, ("path", path), ("reason", reason)))
    {
    }
}

public sealed class InvalidLocalStorage(ExceptionDetails details) : NovaException(details)
{
    public InvalidLocalStorage(string path, string reason)
        : this(Describe("%(path)s is not on local storage: %(reason)s", 500, ("path", path), ("reason", reason)))
    {
    }
}

public sealed class AggregateNotFound(ExceptionDetails details) : NotFound(details)
{
    public AggregateNotFound(string aggregateId)
        : this(Describe("Aggregate %(aggregate_id)s could not be found.", 404, ("aggregate_id", aggregateId)))
    {
    }
}

public sealed class PciDeviceRequestFailed(ExceptionDetails details) : NovaException(details)
{
    public PciDeviceRequestFailed(string requests)
        : this(Describe("PCI device request %(requests)s failed", 500, ("requests", requests)))
    {
    }
}

public sealed class UnsupportedVirtType(ExceptionDetails details) : Invalid(details)
{
    public UnsupportedVirtType(string virt)
        : this(Describe("Virtualization type '%(virt)s' is not supported by this compute driver", 400, ("virt", virt)))
    {
    }
}

public sealed class SocketPortRangeExhaustedException(ExceptionDetails details) : NovaException(details)
{
    public SocketPortRangeExhaustedException(string host)
        : this(Describe("Not able to acquire a free port for %(host)s", 500, ("host", host)))
    {
    }
}
