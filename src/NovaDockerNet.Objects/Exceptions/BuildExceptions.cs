namespace NovaDockerNet.Objects.Exceptions;

public sealed class BuildAbortException(ExceptionDetails details) : NovaException(details)
{
    public BuildAbortException(string instanceUuid, string reason)
        : this(Describe("Build of instance %(instance_uuid)s aborted: %(reason)s", 500, ("instance_uuid", instanceUuid), ("reason", reason)))
    {
    }
}

public class RescheduledException(ExceptionDetails details) : NovaException(details)
{
    public RescheduledException(string instanceUuid, string reason)
        : this(Describe("Build of instance %(instance_uuid)s was re-scheduled: %(reason)s", 500, ("instance_uuid", instanceUuid), ("reason", reason)))
    {
    }
}

public sealed class RescheduledByPolicyException(ExceptionDetails details) : RescheduledException(details)
{
    public RescheduledByPolicyException(string instanceUuid, string reason)
        : this(Describe("Build of instance %(instance_uuid)s was re-scheduled: %(reason)s", 500, ("instance_uuid", instanceUuid), ("reason", reason)))
    {
    }
}

public sealed class GroupAffinityViolation(ExceptionDetails details) : NovaException(details)
{
    public GroupAffinityViolation(string policy)
        : this(Describe("%(policy)s instance group policy was violated", 500, ("policy", policy)))
    {
    }
}

public class NoValidHost(ExceptionDetails details) : NovaException(details)
{
    public NoValidHost(string reason)
        : this(Describe("No valid host was found. %(reason)s", 500, ("reason", reason)))
    {
    }
}

public sealed class MaxRetriesExceeded(ExceptionDetails details) : NoValidHost(details)
{
    public MaxRetriesExceeded(string reason)
        : this(Describe("Exceeded maximum number of retries. %(reason)s", 500, ("reason", reason)))
    {
    }
}

public sealed class BuildRequestNotFound(ExceptionDetails details) : NotFound(details)
{
    public BuildRequestNotFound(string uuid)
        : this(Describe("BuildRequest not found for instance %(uuid)s", 404, ("uuid", uuid)))
    {
    }
}

public sealed class UnableToMigrateToSelf(ExceptionDetails details) : Invalid(details)
{
    public UnableToMigrateToSelf(string instanceId, string host)
        : this(Describe("Unable to migrate instance (%(instance_id)s) to current host (%(host)s).", 400, ("instance_id", instanceId), ("host", host)))
    {
    }
}

public sealed class ResizeError(ExceptionDetails details) : NovaException(details)
{
    public ResizeError(string reason)
        : this(Describe("Resize error: %(reason)s", 500, ("reason", reason)))
    {
    }
}

public class MigrationError(ExceptionDetails details) : NovaException(details)
{
    public MigrationError(string reason)
        : this(Describe("Migration error: %(reason)s", 500, ("reason", reason)))
    {
    }
}

public sealed class MigrationPreCheckError(ExceptionDetails details) : MigrationError(details)
{
    public MigrationPreCheckError(string reason)
        : this(Describe("Migration pre-check error: %(reason)s", 500, ("reason", reason)))
    {
    }
}

public class MigrationNotFound(ExceptionDetails details) : NotFound(details)
{
    public MigrationNotFound(string migrationId)
        : this(Describe("Migration %(migration_id)s could not be found.", 404, ("migration_id", migrationId)))
    {
    }
}

public sealed class MigrationNotFoundByStatus(ExceptionDetails details) : MigrationNotFound(details)
{
    public MigrationNotFoundByStatus(string instanceId, string status)
        : this(Describe("Migration not found for instance %(instance_id)s with status %(status)s.", 404, ("instance_id", instanceId), ("status", status)))
    {
    }
}

public sealed class MigrationContextNotFound(ExceptionDetails details) : NotFound(details)
{
    public MigrationContextNotFound(string instanceUuid)
        : this(Describe("Instance %(instance_uuid)s does not specify a migration context.", 404, ("instance_uuid", instanceUuid)))
    {
    }
}

public sealed class UnshelveException(ExceptionDetails details) : NovaException(details)
{
    public UnshelveException(string instanceId, string reason)
        : this(Describe("Error during unshelve instance %(instance_id)s: %(reason)s", 500, ("instance_id", instanceId), ("reason", reason)))
    {
    }
}

public sealed class InvalidMigrationState(ExceptionDetails details) : Invalid(details)
{
    public InvalidMigrationState(string migrationId, string instanceUuid, string state, string method)
        : this(Describe("Migration %(migration_id)s state of instance %(instance_uuid)s is %(state)s. Cannot %(method)s while the migration is in this state.", 400, ("migration_id", migrationId), ("instance_uuid", instanceUuid), ("state", state), ("method", method)))
    {
    }
}
