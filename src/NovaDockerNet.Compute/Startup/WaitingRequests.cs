using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Compute.Startup;

/// <summary>
/// Instances with a task that this host has no record of: their request may wait with the broker, and is done as soon as the service listens. nova resets
/// them at start, and the request then fails on a task_state that is no longer there, or builds a server that has just been set to ERROR.
/// </summary>
/// <remarks>
/// Requests come in the order in which they were sent, so when one of our own is answered, all that waited have been taken. What is then still as it was
/// has lost its request.
/// </remarks>
sealed partial class WaitingRequests(WorkflowServices services, IRpcClient rpc, ILogger<WaitingRequests> logger)
{
    private readonly ConcurrentQueue<Instance> _instances = [];

    /// <summary>A deletion is none of them: it can be run twice.</summary>
    public static bool Includes(Instance instance, IReadOnlyList<RecordedIntent> intents) =>
        instance.TaskState is { } task && task != TaskState.Deleting && instance.VmState != VmState.Deleted
        && !intents.Any(i => i.Intent.InstanceUuid == instance.Uuid);

    /// <summary>For <see cref="ForgottenAsync"/> to decide.</summary>
    public void Add(Instance instance) => _instances.Enqueue(instance);

    /// <summary>Returns when all requests that waited as the service began to listen have been taken and put on record.</summary>
    public async Task TakenAsync(CancellationToken cancellationToken)
    {
        if (_instances.IsEmpty)
            return;
        LogWaiting(_instances.Count);
        var own = new RpcTarget("compute", Server: services.Options.Host, Namespace: "baseapi", Version: "1.0");
        try
        {
            var context = RequestContext.Admin(time: services.Time);
            await rpc.CallAsync(own, context.ToDictionary(), "ping", new JObject { ["arg"] = "all taken?" }, cancellationToken: cancellationToken);
        }
        catch (RpcTimeoutException e)
        {
            // The broker is away or every slot is taken; longer than a caller would have waited for an answer there is no use in waiting.
            LogNotAnswered(e);
        }
        await Task.Delay(services.Options.RequestSettlingTime, services.Time, cancellationToken);
    }

    /// <summary>Those whose request has not come: nobody works on them, and their row is what it was at the start. After a failure it goes on where it was.</summary>
    public async IAsyncEnumerable<Instance> ForgottenAsync(
        RequestContext context, string[] attributes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (_instances.TryPeek(out var before))
        {
            var now = services.Intents.Exists(before.Uuid) ? null : await FindAsync(context, before.Uuid, attributes, cancellationToken);
            _instances.TryDequeue(out _);
            if (now is not null
                && now.TaskState == before.TaskState && now.VmState == before.VmState && now.Host == before.Host && now.UpdatedAt == before.UpdatedAt)
                yield return now;
        }
    }

    private async Task<Instance?> FindAsync(RequestContext context, string uuid, string[] attributes, CancellationToken cancellationToken)
    {
        try
        {
            return await Instance.GetByUuidAsync(services.Conductor, context, uuid, attributes, cancellationToken);
        }
        catch (InstanceNotFound)
        {
            LogGone(uuid);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} instances have a task that is not on record here; their requests may wait with the broker")]
    private partial void LogWaiting(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This service does not get its own messages; requests that wait for it may come later")]
    private partial void LogNotAnswered(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "[instance: {Uuid}] Gone meanwhile")]
    private partial void LogGone(string uuid);
}
