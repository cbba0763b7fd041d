namespace NovaDockerNet.Objects.Exceptions;

public sealed class VolumeNotFound(ExceptionDetails details) : NotFound(details)
{
    public VolumeNotFound(string volumeId)
        : this(Describe("Volume %(volume_id)s could not be found.", 404, ("volume_id", volumeId)))
    {
    }
}

public sealed class VolumeNotCreated(ExceptionDetails details) : NovaException(details)
{
    public VolumeNotCreated(string volumeId, string seconds, string attempts, string volumeStatus)
        : this(Describe("Volume %(volume_id)s did not finish being created even after we waited %(seconds)s seconds or %(attempts)s attempts. And its status is %(volume_status)s.", 500, ("volume_id", volumeId), ("seconds", seconds), ("attempts", attempts), ("volume_status", volumeStatus)))
    {
    }
}

public sealed class VolumeBDMNotFound(ExceptionDetails details) : NotFound(details)
{
    public VolumeBDMNotFound(string volumeId)
        : this(Describe("No volume Block Device Mapping with id %(volume_id)s.", 404, ("volume_id", volumeId)))
    {
    }
}

public sealed class VolumeAttachmentNotFound(ExceptionDetails details) : NotFound(details)
{
    public VolumeAttachmentNotFound(string attachmentId)
        : this(Describe("Volume attachment %(attachment_id)s could not be found.", 404, ("attachment_id", attachmentId)))
    {
    }
}

public sealed class VolumeDriverNotSupported(ExceptionDetails details) : VolumeDriverNotFound(details)
{
    public VolumeDriverNotSupported(string volumeDriver)
        : this(Describe("The %(volume_driver)s volume driver is not supported on this platform.", 404, ("volume_driver", volumeDriver)))
    {
    }
}

public class VolumeDriverNotFound(ExceptionDetails details) : NotFound(details)
{
    public VolumeDriverNotFound(string driverType)
        : this(Describe("Could not find a handler for %(driver_type)s volume.", 404, ("driver_type", driverType)))
    {
    }
}

public sealed class VolumeAttachFailed(ExceptionDetails details) : Invalid(details)
{
    public VolumeAttachFailed(string volumeId, string reason)
        : this(Describe("Volume %(volume_id)s could not be attached. Reason: %(reason)s", 400, ("volume_id", volumeId), ("reason", reason)))
    {
    }
}

public sealed class VolumeDetachFailed(ExceptionDetails details) : Invalid(details)
{
    public VolumeDetachFailed(string volumeId, string reason)
        : this(Describe("Volume %(volume_id)s could not be detached. Reason: %(reason)s", 400, ("volume_id", volumeId), ("reason", reason)))
    {
    }
}

public sealed class VolumeExtendFailed(ExceptionDetails details) : Invalid(details)
{
    public VolumeExtendFailed(string volumeId, string reason)
        : this(Describe("Volume %(volume_id)s could not be extended. Reason: %(reason)s", 400, ("volume_id", volumeId), ("reason", reason)))
    {
    }
}

public sealed class VolumeEncryptionNotSupported(ExceptionDetails details) : Invalid(details)
{
    public VolumeEncryptionNotSupported(string volumeType, string volumeId)
        : this(Describe("Volume encryption is not supported for %(volume_type)s volume %(volume_id)s", 400, ("volume_type", volumeType), ("volume_id", volumeId)))
    {
    }
}

public sealed class VolumeTaggedAttachNotSupported(ExceptionDetails details) : Invalid(details)
{
    public VolumeTaggedAttachNotSupported()
        : this(Describe("Tagged volume attachment is not supported for this server instance.", 400))
    {
    }

    public VolumeTaggedAttachNotSupported(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class ExtendVolumeNotSupported(ExceptionDetails details) : Invalid(details)
{
    public ExtendVolumeNotSupported()
        : this(Describe("Volume size extension is not supported by the hypervisor.", 400))
    {
    }

    public ExtendVolumeNotSupported(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class InvalidVolume(ExceptionDetails details) : Invalid(details)
{
    public InvalidVolume(string reason)
        : this(Describe("Invalid volume: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public class InvalidBDM(ExceptionDetails details) : Invalid(details)
{
    public InvalidBDM()
        : this(Describe("Block Device Mapping is Invalid.", 400))
    {
    }

    public InvalidBDM(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class InvalidBDMFormat(ExceptionDetails details) : InvalidBDM(details)
{
    public InvalidBDMFormat(string details)
        : this(Describe("Block Device Mapping is Invalid: %(details)s", 400, ("details", details)))
    {
    }
}

public sealed class InvalidBDMBootSequence(ExceptionDetails details) : InvalidBDM(details)
{
    public InvalidBDMBootSequence()
        : this(Describe("Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping combination is not valid.", 400))
    {
    }

    public InvalidBDMBootSequence(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class DiskNotFound(ExceptionDetails details) : NotFound(details)
{
    public DiskNotFound(string location)
        : this(Describe("No disk at %(location)s", 404, ("location", location)))
    {
    }
}

public sealed class DeviceNotFound(ExceptionDetails details) : NotFound(details)
{
    public DeviceNotFound(string device)
        : this(Describe("Device '%(device)s' not found.", 404, ("device", device)))
    {
    }
}

public sealed class DeviceDetachFailed(ExceptionDetails details) : NovaException(details)
{
    public DeviceDetachFailed(string device, string reason)
        : this(Describe("Device detach failed for %(device)s: %(reason)s", 500, ("device", device), ("reason", reason)))
    {
    }
}

public sealed class DevicePathInUse(ExceptionDetails details) : Invalid(details)
{
    public DevicePathInUse(string path)
        : this(Describe("The supplied device path (%(path)s) is in use.", 409, ("path", path)))
    {
    }
}

public sealed class InvalidDevicePath(ExceptionDetails details) : Invalid(details)
{
    public InvalidDevicePath(string path)
        : this(Describe("The supplied device path (%(path)s) is invalid.", 400, ("path", path)))
    {
    }
}

public sealed class MultiattachNotSupportedByVirtDriver(ExceptionDetails details) : NotSupported(details)
{
    public MultiattachNotSupportedByVirtDriver(string volumeId)
        : this(Describe("Volume %(volume_id)s has 'multiattach' set, which is not supported for this instance.", 400, ("volume_id", volumeId)))
    {
    }
}
