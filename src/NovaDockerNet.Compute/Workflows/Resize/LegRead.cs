using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Workflows.Resize;

/// <summary>
/// What a leg of a resize reads before it does anything. A conductor that ends takes requests along that it has not answered; a leg given up for
/// that would leave a server between its two sizes, and reading twice harms nobody.
/// </summary>
/// <remarks>RpcTimeoutException: no conductor has answered any of the attempts.</remarks>
sealed partial class LegRead(IConductor conductor, ILogger logger)
{
    private const int Attempts = 3;

    /// <summary>The migration as it is stored; null when it is not.</summary>
    public Task<Migration?> StoredAsync(RequestContext context, Migration migration, CancellationToken cancellationToken) => AskAsync(
        () => conductor.FindAsync<Migration>(context.Elevated(), "get_by_id", new JArray(migration.Id), [], cancellationToken));

    public Task<Instance> GetAsync(
        RequestContext context, string instanceUuid, IReadOnlyCollection<string> expectedAttributes, CancellationToken cancellationToken) =>
        AskAsync(() => Instance.GetByUuidAsync(conductor, context, instanceUuid, expectedAttributes, cancellationToken));

    public Task RefreshAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) =>
        AskAsync(() => Done(instance.RefreshAsync(conductor, context, cancellationToken)));

    /// <summary>Those of the fields that the request came without.</summary>
    public async Task LoadAsync(RequestContext context, Instance instance, IReadOnlyList<Field> fields, CancellationToken cancellationToken)
    {
        foreach (var field in fields)
            await AskAsync(() => Done(instance.LoadAsync(conductor, context, field, cancellationToken)));
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (RpcTimeoutException e) when (attempt < Attempts)
            {
                LogUnanswered(attempt, Attempts, e.Message);
            }
        }
    }

    private static async Task<bool> Done(Task read)
    {
        await read;
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading before a leg of a resize, attempt {Attempt} of {Attempts}: {Reason}")]
    private partial void LogUnanswered(int attempt, int attempts, string reason);
}
