using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>What every log line of an operation carries, under the names of nova's log format.</summary>
static class OperationScope
{
    public static IDisposable? Begin(ILogger logger, RequestContext context, string? instanceUuid)
    {
        var values = new Dictionary<string, object?>
        {
            ["request_id"] = context.RequestId,
            ["global_request_id"] = context.GlobalRequestId,
            ["user_id"] = context.UserId,
            ["project_id"] = context.ProjectId,
        };
        if (instanceUuid is not null)
            values["instance_uuid"] = instanceUuid;
        return logger.BeginScope(values);
    }
}
