namespace NovaDockerNet.Objects.Exceptions;

public sealed class InstanceNotFound(ExceptionDetails details) : NotFound(details)
{
    public InstanceNotFound(string instanceId)
        : this(Describe("Instance %(instance_id)s could not be found.", 404, ("instance_id", instanceId)))
    {
    }
}

public sealed class InstanceExists(ExceptionDetails details) : NovaException(details)
{
    public InstanceExists(string name)
        : this(Describe("Instance %(name)s already exists.", 500, ("name", name)))
    {
    }
}

public class InstanceInvalidState(ExceptionDetails details) : Invalid(details)
{
    public InstanceInvalidState(string instanceUuid, string attr, string state, string method)
        : this(Describe("Instance %(instance_uuid)s in %(attr)s %(state)s. Cannot %(method)s while the instance is in this state.", 400, ("instance_uuid", instanceUuid), ("attr", attr), ("state", state), ("method", method)))
    {
    }
}

public sealed class InstanceNotRunning(ExceptionDetails details) : Invalid(details)
{
    public InstanceNotRunning(string instanceId)
        : this(Describe("Instance %(instance_id)s is not running.", 400, ("instance_id", instanceId)))
    {
    }
}

public sealed class InstanceNotReady(ExceptionDetails details) : Invalid(details)
{
    public InstanceNotReady(string instanceId)
        : this(Describe("Instance %(instance_id)s is not ready", 400, ("instance_id", instanceId)))
    {
    }
}

public sealed class InstanceIsLocked(ExceptionDetails details) : InstanceInvalidState(details)
{
    public InstanceIsLocked(string instanceUuid)
        : this(Describe("Instance %(instance_uuid)s is locked", 400, ("instance_uuid", instanceUuid)))
    {
    }
}

public sealed class InstanceNotRescuable(ExceptionDetails details) : Invalid(details)
{
    public InstanceNotRescuable(string instanceId, string reason)
        : this(Describe("Instance %(instance_id)s cannot be rescued: %(reason)s", 400, ("instance_id", instanceId), ("reason", reason)))
    {
    }
}

public sealed class InstanceNotInRescueMode(ExceptionDetails details) : Invalid(details)
{
    public InstanceNotInRescueMode(string instanceId)
        : this(Describe("Instance %(instance_id)s is not in rescue mode", 400, ("instance_id", instanceId)))
    {
    }
}

public sealed class InstanceUnacceptable(ExceptionDetails details) : Invalid(details)
{
    public InstanceUnacceptable(string instanceId, string reason)
        : this(Describe("Instance %(instance_id)s is unacceptable: %(reason)s", 400, ("instance_id", instanceId), ("reason", reason)))
    {
    }
}

public sealed class InstanceFaultRollback(ExceptionDetails details) : NovaException(details)
{
    public InstanceFaultRollback()
        : this(Describe("An unknown exception occurred.", 500))
    {
    }

    public InstanceFaultRollback(string message)
        : this(Describe(message, 500))
    {
    }
}

public sealed class InstancePowerOffFailure(ExceptionDetails details) : Invalid(details)
{
    public InstancePowerOffFailure(string reason)
        : this(Describe("Failed to power off instance: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public sealed class InstancePowerOnFailure(ExceptionDetails details) : Invalid(details)
{
    public InstancePowerOnFailure(string reason)
        : this(Describe("Failed to power on instance: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public sealed class InstanceRebootFailure(ExceptionDetails details) : Invalid(details)
{
    public InstanceRebootFailure(string reason)
        : this(Describe("Failed to reboot instance: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public sealed class InstanceSuspendFailure(ExceptionDetails details) : Invalid(details)
{
    public InstanceSuspendFailure(string reason)
        : this(Describe("Failed to suspend instance: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public sealed class InstanceResumeFailure(ExceptionDetails details) : Invalid(details)
{
    public InstanceResumeFailure(string reason)
        : this(Describe("Failed to resume instance: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public sealed class InstanceTerminationFailure(ExceptionDetails details) : Invalid(details)
{
    public InstanceTerminationFailure(string reason)
        : this(Describe("Failed to terminate instance: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public sealed class InstanceDeployFailure(ExceptionDetails details) : Invalid(details)
{
    public InstanceDeployFailure(string reason)
        : this(Describe("Failed to deploy instance: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public sealed class InstancePasswordSetFailed(ExceptionDetails details) : NovaException(details)
{
    public InstancePasswordSetFailed(string instance, string reason)
        : this(Describe("Failed to set admin password on %(instance)s because %(reason)s", 500, ("instance", instance), ("reason", reason)))
    {
    }
}

public sealed class InstanceInfoCacheNotFound(ExceptionDetails details) : NotFound(details)
{
    public InstanceInfoCacheNotFound(string instanceUuid)
        : this(Describe("Info cache for instance %(instance_uuid)s could not be found.", 404, ("instance_uuid", instanceUuid)))
    {
    }
}

public sealed class InstanceActionNotFound(ExceptionDetails details) : NovaException(details)
{
    public InstanceActionNotFound(string requestId, string instanceUuid)
        : this(Describe("Action for request_id %(request_id)s on instance %(instance_uuid)s not found", 500, ("request_id", requestId), ("instance_uuid", instanceUuid)))
    {
    }
}

public sealed class InstanceActionEventNotFound(ExceptionDetails details) : NovaException(details)
{
    public InstanceActionEventNotFound(string eventName, string actionId)
        : this(Describe("Event %(event)s not found for action id %(action_id)s", 500, ("event", eventName), ("action_id", actionId)))
    {
    }
}

public class InstanceUpdateConflict(ExceptionDetails details) : NovaException(details)
{
    public InstanceUpdateConflict(string instanceUuid, string expected, string actual)
        : this(Describe("Conflict updating instance %(instance_uuid)s. Expected: %(expected)s. Actual: %(actual)s", 500, ("instance_uuid", instanceUuid), ("expected", expected), ("actual", actual)))
    {
    }
}

public sealed class UnknownInstanceUpdateConflict(ExceptionDetails details) : InstanceUpdateConflict(details)
{
    public UnknownInstanceUpdateConflict(string instanceUuid)
        : this(Describe("Conflict updating instance %(instance_uuid)s, but we were unable to determine the cause", 500, ("instance_uuid", instanceUuid)))
    {
    }
}

public class UnexpectedTaskStateError(ExceptionDetails details) : InstanceUpdateConflict(details)
{
    public UnexpectedTaskStateError(string instanceUuid, string expected, string actual)
        : this(Describe("Conflict updating instance %(instance_uuid)s. Expected: %(expected)s. Actual: %(actual)s", 500, ("instance_uuid", instanceUuid), ("expected", expected), ("actual", actual)))
    {
    }
}

public sealed class UnexpectedDeletingTaskStateError(ExceptionDetails details) : UnexpectedTaskStateError(details)
{
    public UnexpectedDeletingTaskStateError(string instanceUuid, string expected, string actual)
        : this(Describe("Conflict updating instance %(instance_uuid)s. Expected: %(expected)s. Actual: %(actual)s", 500, ("instance_uuid", instanceUuid), ("expected", expected), ("actual", actual)))
    {
    }
}

public sealed class InstanceGroupNotFound(ExceptionDetails details) : NotFound(details)
{
    public InstanceGroupNotFound(string groupUuid)
        : this(Describe("Instance group %(group_uuid)s could not be found.", 404, ("group_uuid", groupUuid)))
    {
    }
}

public sealed class FlavorNotFound(ExceptionDetails details) : NotFound(details)
{
    public FlavorNotFound(string flavorId)
        : this(Describe("Flavor %(flavor_id)s could not be found.", 404, ("flavor_id", flavorId)))
    {
    }
}

public class FlavorDiskTooSmall(ExceptionDetails details) : NovaException(details)
{
    public FlavorDiskTooSmall()
        : this(Describe("The created instance's disk would be too small.", 500))
    {
    }

    public FlavorDiskTooSmall(string message)
        : this(Describe(message, 500))
    {
    }
}

public sealed class FlavorDiskSmallerThanImage(ExceptionDetails details) : FlavorDiskTooSmall(details)
{
    public FlavorDiskSmallerThanImage(long flavorSize, long imageSize)
        : this(Describe("Flavor's disk is too small for requested image. Flavor disk is %(flavor_size)i bytes, image is %(image_size)i bytes.", 500, ("flavor_size", flavorSize), ("image_size", imageSize)))
    {
    }
}

public sealed class FlavorDiskSmallerThanMinDisk(ExceptionDetails details) : FlavorDiskTooSmall(details)
{
    public FlavorDiskSmallerThanMinDisk(long flavorSize, long imageMinDisk)
        : this(Describe("Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk is %(flavor_size)i bytes, minimum size is %(image_min_disk)i bytes.", 500, ("flavor_size", flavorSize), ("image_min_disk", imageMinDisk)))
    {
    }
}

public sealed class FlavorMemoryTooSmall(ExceptionDetails details) : NovaException(details)
{
    public FlavorMemoryTooSmall()
        : this(Describe("Flavor's memory is too small for requested image.", 500))
    {
    }

    public FlavorMemoryTooSmall(string message)
        : this(Describe(message, 500))
    {
    }
}

public sealed class KeypairNotFound(ExceptionDetails details) : NotFound(details)
{
    public KeypairNotFound(string name, string userId)
        : this(Describe("Keypair %(name)s not found for user %(user_id)s", 404, ("name", name), ("user_id", userId)))
    {
    }
}

public sealed class InstanceQuiesceNotSupported(ExceptionDetails details) : Invalid(details)
{
    public InstanceQuiesceNotSupported(string instanceId)
        : this(Describe("Quiescing is not supported in instance %(instance_id)s", 400, ("instance_id", instanceId)))
    {
    }
}

public sealed class InstanceEvacuateNotSupported(ExceptionDetails details) : Invalid(details)
{
    public InstanceEvacuateNotSupported()
        : this(Describe("Instance evacuate is not supported.", 400))
    {
    }

    public InstanceEvacuateNotSupported(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class SetAdminPasswdNotSupported(ExceptionDetails details) : Invalid(details)
{
    public SetAdminPasswdNotSupported()
        : this(Describe("Set admin password is not supported", 400))
    {
    }

    public SetAdminPasswdNotSupported(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class TriggerCrashDumpNotSupported(ExceptionDetails details) : Invalid(details)
{
    public TriggerCrashDumpNotSupported()
        : this(Describe("Triggering crash dump is not supported", 400))
    {
    }

    public TriggerCrashDumpNotSupported(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class PreserveEphemeralNotSupported(ExceptionDetails details) : Invalid(details)
{
    public PreserveEphemeralNotSupported()
        : this(Describe("The current driver does not support preserving ephemeral partitions.", 400))
    {
    }

    public PreserveEphemeralNotSupported(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class ConsoleNotAvailable(ExceptionDetails details) : NotFound(details)
{
    public ConsoleNotAvailable()
        : this(Describe("Guest does not have a console available.", 404))
    {
    }

    public ConsoleNotAvailable(string message)
        : this(Describe(message, 404))
    {
    }
}

public sealed class ConsoleTypeInvalid(ExceptionDetails details) : Invalid(details)
{
    public ConsoleTypeInvalid(string consoleType)
        : this(Describe("Invalid console type %(console_type)s", 400, ("console_type", consoleType)))
    {
    }
}

public sealed class ConsoleTypeUnavailable(ExceptionDetails details) : Invalid(details)
{
    public ConsoleTypeUnavailable(string consoleType)
        : this(Describe("Unavailable console type %(console_type)s.", 400, ("console_type", consoleType)))
    {
    }
}
