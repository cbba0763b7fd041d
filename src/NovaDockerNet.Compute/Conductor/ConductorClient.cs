using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Telemetry;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Conductor;

/// <summary>nova's database through its conductor. nova: conductor/rpcapi.py ConductorAPI, conductor/api.py API.</summary>
public sealed partial class ConductorClient(IRpcClient rpc, ILogger<ConductorClient> logger) : IConductor
{
    private static readonly RpcTarget Objects = new("conductor", Version: "3.0");
    private static readonly RpcTarget Base = new("conductor", Namespace: "baseapi", Version: "1.0");

    /// <summary>nova: conductor/api.py wait_until_ready early_timeout and early_attempts.</summary>
    private const int EarlyAttempts = 10;
    private static readonly TimeSpan EarlyTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Until the release is known, the oldest: the objects it takes to find out are the same in all of them.</summary>
    public NovaProfile Profile { get; private set; } = NovaProfile.All[0];

    /// <summary>Speaks this release from now on.</summary>
    public void UseProfile(NovaProfile profile) => Profile = profile;

    public async Task<JToken?> ClassActionAsync(
        RequestContext context, string objectName, string method, JArray args, JObject kwargs, CancellationToken ct) =>
        await CallAsync(context, "object_class_action_versions", new JObject
        {
            ["objname"] = objectName,
            ["objmethod"] = method,
            ["object_versions"] = JObject.FromObject(Profile.Manifest(objectName)),
            ["args"] = args,
            ["kwargs"] = kwargs,
        }, ct);

    public async Task<JToken?> ObjectActionAsync(
        RequestContext context, VersionedObject instance, string method, JArray args, JObject kwargs, CancellationToken ct)
    {
        var answer = await CallAsync(context, "object_action", new JObject
        {
            ["objinst"] = instance.ToPrimitive(),
            ["objmethod"] = method,
            ["args"] = args,
            ["kwargs"] = kwargs,
        }, ct);
        // nova: ConductorManager.object_action answers (updates, result).
        if (answer is not JArray { Count: 2 } pair || pair[0] is not JObject updates)
            throw new InvalidDataException($"conductor answered {instance.ObjectName}.{method} with {answer?.Type}, not with updates and result");
        instance.ApplyUpdates(updates);
        return pair[1].Type == JTokenType.Null ? null : pair[1];
    }

    public async Task<JToken> BackportAsync(RequestContext context, JObject primitive, CancellationToken ct)
    {
        var name = primitive.Value<string>("nova_object.name")!;
        return await CallAsync(context, "object_backport_versions", new JObject
        {
            ["objinst"] = primitive,
            ["object_versions"] = JObject.FromObject(Profile.Manifest(name)),
        }, ct) ?? throw new InvalidDataException($"conductor answered the backport of {name} with nothing");
    }

    /// <summary>
    /// Returns when a conductor answers: nobody else declares its queue, so what is sent before it first started is lost.
    /// nova: conductor/api.py wait_until_ready.
    /// </summary>
    public async Task WaitUntilReadyAsync(RequestContext context, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var options = attempt <= EarlyAttempts ? new RpcCallOptions(EarlyTimeout) : null;
            try
            {
                await rpc.CallAsync(
                    Base, context.ToDictionary(), "ping", new JObject { ["arg"] = "1.21 GigaWatts" }, options, cancellationToken);
                if (attempt > 1)
                    LogConductorAnswers(attempt);
                return;
            }
            catch (RpcTimeoutException)
            {
                LogConductorSilent(attempt);
            }
        }
    }

    private async Task<JToken?> CallAsync(RequestContext context, string method, JObject args, CancellationToken ct)
    {
        try
        {
            return await ComputeTelemetry.TimeAsync(
                ComputeTelemetry.ConductorDuration, new("nova.conductor.method", method),
                () => rpc.CallAsync(Objects, context.ToDictionary(), method, args, null, ct));
        }
        catch (RpcRemoteException e) when (RemoteFailures.Revive(e) is { } known)
        {
            throw known;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Timed out waiting for nova-conductor (attempt {Attempt}). Is it running? Or did this service start before nova-conductor?")]
    private partial void LogConductorSilent(int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "nova-conductor connection established after {Attempt} attempts")]
    private partial void LogConductorAnswers(int attempt);
}
