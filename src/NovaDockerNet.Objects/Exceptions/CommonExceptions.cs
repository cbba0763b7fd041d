namespace NovaDockerNet.Objects.Exceptions;

public class Invalid(ExceptionDetails details) : NovaException(details)
{
    public Invalid()
        : this(Describe("Bad Request - Invalid Parameters", 400))
    {
    }

    public Invalid(string message)
        : this(Describe(message, 400))
    {
    }
}

public class NotFound(ExceptionDetails details) : NovaException(details)
{
    public NotFound()
        : this(Describe("Resource could not be found.", 404))
    {
    }

    public NotFound(string message)
        : this(Describe(message, 404))
    {
    }
}

public class Forbidden(ExceptionDetails details) : NovaException(details)
{
    public Forbidden()
        : this(Describe("Forbidden", 403))
    {
    }

    public Forbidden(string message)
        : this(Describe(message, 403))
    {
    }
}

public class NotSupported(ExceptionDetails details) : NovaException(details)
{
    public NotSupported()
        : this(Describe("Bad Request - Feature is not supported in Nova", 400))
    {
    }

    public NotSupported(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class Unauthorized(ExceptionDetails details) : NovaException(details)
{
    public Unauthorized()
        : this(Describe("Not authorized.", 401))
    {
    }

    public Unauthorized(string message)
        : this(Describe(message, 401))
    {
    }
}

public sealed class InternalError(ExceptionDetails details) : NovaException(details)
{
    public InternalError(string err)
        : this(Describe("%(err)s", 500, ("err", err)))
    {
    }
}

public sealed class InvalidConfiguration(ExceptionDetails details) : Invalid(details)
{
    public InvalidConfiguration()
        : this(Describe("Configuration is Invalid.", 400))
    {
    }

    public InvalidConfiguration(string message)
        : this(Describe(message, 400))
    {
    }
}

public sealed class InvalidInput(ExceptionDetails details) : Invalid(details)
{
    public InvalidInput(string reason)
        : this(Describe("Invalid input received: %(reason)s", 400, ("reason", reason)))
    {
    }
}

public sealed class InvalidParameterValue(ExceptionDetails details) : Invalid(details)
{
    public InvalidParameterValue(string err)
        : this(Describe("%(err)s", 400, ("err", err)))
    {
    }
}

public sealed class ObjectActionError(ExceptionDetails details) : NovaException(details)
{
    public ObjectActionError(string action, string reason)
        : this(Describe("Object action %(action)s failed because: %(reason)s", 500, ("action", action), ("reason", reason)))
    {
    }
}

public sealed class OrphanedObjectError(ExceptionDetails details) : NovaException(details)
{
    public OrphanedObjectError(string method, string objtype)
        : this(Describe("Cannot call %(method)s on orphaned %(objtype)s object", 500, ("method", method), ("objtype", objtype)))
    {
    }
}

public class OverQuota(ExceptionDetails details) : NovaException(details)
{
    public OverQuota(string overs)
        : this(Describe("Quota exceeded for resources: %(overs)s", 413, ("overs", overs)))
    {
    }
}

public sealed class MarkerNotFound(ExceptionDetails details) : NotFound(details)
{
    public MarkerNotFound(string marker)
        : this(Describe("Marker %(marker)s could not be found.", 404, ("marker", marker)))
    {
    }
}

public sealed class InvalidUUID(ExceptionDetails details) : Invalid(details)
{
    public InvalidUUID(string uuid)
        : this(Describe("Expected a uuid but received %(uuid)s.", 400, ("uuid", uuid)))
    {
    }
}
