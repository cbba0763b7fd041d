namespace NovaDockerNet.Objects.Exceptions;

public sealed class ImageNotFound(ExceptionDetails details) : NotFound(details)
{
    public ImageNotFound(string imageId)
        : this(Describe("Image %(image_id)s could not be found.", 404, ("image_id", imageId)))
    {
    }
}

public sealed class ImageNotActive(ExceptionDetails details) : NovaException(details)
{
    public ImageNotActive(string imageId)
        : this(Describe("Image %(image_id)s is not active.", 500, ("image_id", imageId)))
    {
    }
}

public sealed class ImageNotAuthorized(ExceptionDetails details) : NovaException(details)
{
    public ImageNotAuthorized(string imageId)
        : this(Describe("Not authorized for image %(image_id)s.", 500, ("image_id", imageId)))
    {
    }
}

public sealed class ImageUnacceptable(ExceptionDetails details) : Invalid(details)
{
    public ImageUnacceptable(string imageId, string reason)
        : this(Describe("Image %(image_id)s is unacceptable: %(reason)s", 400, ("image_id", imageId), ("reason", reason)))
    {
    }
}

public sealed class ImageBadRequest(ExceptionDetails details) : Invalid(details)
{
    public ImageBadRequest(string imageId, string response)
        : this(Describe("Request of image %(image_id)s got BadRequest response: %(response)s", 400, ("image_id", imageId), ("response", response)))
    {
    }
}

public sealed class ImageQuotaExceeded(ExceptionDetails details) : NovaException(details)
{
    public ImageQuotaExceeded(string imageId)
        : this(Describe("Quota exceeded or out of space for image %(image_id)s in the image service.", 500, ("image_id", imageId)))
    {
    }
}

public sealed class ImageImportImpossible(ExceptionDetails details) : Invalid(details)
{
    public ImageImportImpossible(string imageId, string reason)
        : this(Describe("Import of image %(image_id)s refused: %(reason)s", 400, ("image_id", imageId), ("reason", reason)))
    {
    }
}

public sealed class ImageDeleteConflict(ExceptionDetails details) : NovaException(details)
{
    public ImageDeleteConflict(string reason)
        : this(Describe("Conflict deleting image. Reason: %(reason)s.", 500, ("reason", reason)))
    {
    }
}

public sealed class CouldNotFetchImage(ExceptionDetails details) : NovaException(details)
{
    public CouldNotFetchImage(string imageId)
        : this(Describe("Could not fetch image %(image_id)s", 500, ("image_id", imageId)))
    {
    }
}

public sealed class CouldNotUploadImage(ExceptionDetails details) : NovaException(details)
{
    public CouldNotUploadImage(string imageId)
        : this(Describe("Could not upload image %(image_id)s", 500, ("image_id", imageId)))
    {
    }

    /// <summary>With the reason, which nova leaves to the log.</summary>
    public CouldNotUploadImage(string imageId, string reason)
        : this(Describe("Could not upload image %(image_id)s: %(reason)s", 500, ("image_id", imageId), ("reason", reason)))
    {
    }
}

public sealed class GlanceConnectionFailed(ExceptionDetails details) : NovaException(details)
{
    public GlanceConnectionFailed(string server, string reason)
        : this(Describe("Connection to glance host %(server)s failed: %(reason)s", 500, ("server", server), ("reason", reason)))
    {
    }
}

public sealed class InvalidImageRef(ExceptionDetails details) : Invalid(details)
{
    public InvalidImageRef(string imageHref)
        : this(Describe("Invalid image href %(image_href)s.", 400, ("image_href", imageHref)))
    {
    }
}

public sealed class InvalidImageFormat(ExceptionDetails details) : Invalid(details)
{
    public InvalidImageFormat(string format)
        : this(Describe("Invalid image format '%(format)s'", 400, ("format", format)))
    {
    }
}

public sealed class InvalidDiskFormat(ExceptionDetails details) : Invalid(details)
{
    public InvalidDiskFormat(string diskFormat)
        : this(Describe("Disk format %(disk_format)s is not acceptable", 400, ("disk_format", diskFormat)))
    {
    }
}

public sealed class InvalidDiskInfo(ExceptionDetails details) : Invalid(details)
{
    public InvalidDiskInfo(string reason)
        : this(Describe("Disk info file is invalid: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public sealed class CertificateValidationFailed(ExceptionDetails details) : NovaException(details)
{
    public CertificateValidationFailed(string certUuid, string reason)
        : this(Describe("Image signature certificate validation failed for certificate: %(cert_uuid)s. %(reason)s", 500, ("cert_uuid", certUuid), ("reason", reason)))
    {
    }
}
