using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Startup;

/// <summary>
/// Interfaces that were being attached or detached when the service ended. nova-api has told the user that the attachment failed, so it is taken
/// back; a detachment is a cast and is finished. nova leaves both as they are.
/// </summary>
sealed partial class InterruptedInterfaces(
    WorkflowServices services, InterfaceWorkflow interfaces, Lazy<ComputeEndpoint> endpoint, ILogger<InterruptedInterfaces> logger)
{
    public async Task RecoverAsync(
        RequestContext context, IReadOnlyList<RecordedIntent> intents, IReadOnlyCollection<Instance> instances, CancellationToken cancellationToken)
    {
        foreach (var recorded in intents.Where(i => i.Intent.Operation is InterfaceWorkflow.AttachMethod or InterfaceWorkflow.DetachMethod))
        {
            if (instances.FirstOrDefault(i => i.Uuid == recorded.Intent.InstanceUuid) is not { } instance || recorded.Intent.Args is not { } args)
                continue;
            using var scope = OperationScope.Begin(logger, context, instance.Uuid);
            LogRecovering(recorded.Intent.Operation);
            try
            {
                await (recorded.Intent.Operation == InterfaceWorkflow.AttachMethod
                    ? TakeBackAsync(context, instance, args, cancellationToken)
                    : FinishAsync(context, instance, args, cancellationToken));
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // A detachment's filters have recorded why; either way the service must start.
                LogNotRecovered(e, recorded.Intent.Operation);
            }
        }
    }

    private Task FinishAsync(RequestContext context, Instance instance, JObject args, CancellationToken cancellationToken)
        => (string?)args["port_id"] is { } portId && NetworkInfoOf.Cached(instance).Find(portId) is null
            ? interfaces.FinishDetachmentAsync(context, instance, portId, (string?)args[InterfaceWorkflow.Address], cancellationToken)
            : endpoint.Value.RunAsync(
                context, InterfaceWorkflow.DetachMethod,
                new JObject { ["instance"] = instance.ToPrimitive(), ["port_id"] = args["port_id"] }, cancellationToken);

    private async Task TakeBackAsync(RequestContext context, Instance instance, JObject args, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var known = (args[InterfaceWorkflow.KnownPorts] as JArray ?? []).Values<string>().OfType<string>().ToHashSet(StringComparer.Ordinal);
        var networkInfo = await services.Network.RemoveUnknownPortsAsync(
            context, instance, known, (string?)args["network_id"], (string?)args["port_id"], cancellationToken);
        if (await services.Driver.GetGuestAsync(instance.Uuid, cancellationToken) is not null)
            await services.Driver.PlugVifsAsync(instance, networkInfo, known: null, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The service ended during {Method}; bringing the instance's interfaces into order")]
    private partial void LogRecovering(string method);

    [LoggerMessage(Level = LogLevel.Error, Message = "What an interrupted {Method} left could not be brought into order")]
    private partial void LogNotRecovered(Exception exception, string method);
}
