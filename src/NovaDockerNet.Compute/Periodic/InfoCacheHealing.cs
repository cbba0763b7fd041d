using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>Rebuilds one instance's network cache from Neutron per run, in turn. nova: _heal_instance_info_cache.</summary>
sealed partial class InfoCacheHealing(IConductor conductor, INetworkApi network, ComputeOptions options, ILogger<InfoCacheHealing> logger)
{
    private static readonly string[] Attributes = ["system_metadata", "info_cache", "flavor"];

    private readonly Queue<string> _toHeal = [];

    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        if (_toHeal.Count == 0)
            await RefillAsync(context, cancellationToken);
        if (await NextAsync(context, cancellationToken) is not { } instance)
        {
            LogNone();
            return;
        }

        try
        {
            var info = await network.HealInstanceInfoCacheAsync(context, instance, cancellationToken);
            // nova: _require_nw_info_update. A binding that failed, or was lost to an evacuation that failed, is made again.
            if (instance.TaskState is null && info.Any(v => v.Type is VifTypes.Unbound or VifTypes.BindingFailed))
            {
                LogRebinding(instance.Uuid);
                await network.SetupInstanceNetworkOnHostAsync(context, instance, cancellationToken);
                await network.HealInstanceInfoCacheAsync(context, instance, cancellationToken);
            }

            LogHealed(instance.Uuid);
        }
        catch (NovaException e) when (e is InstanceNotFound or InstanceInfoCacheNotFound)
        {
            LogGone(instance.Uuid, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, instance.Uuid);
        }
    }

    private async Task RefillAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var instances = await InstanceList.GetByHostAsync(conductor, context, options.Host, [], cancellationToken);
        // Those being built or deleted are in other hands.
        foreach (var instance in instances.Where(i => i.VmState != VmState.Building && i.TaskState != TaskState.Deleting))
            _toHeal.Enqueue(instance.Uuid);
    }

    private async Task<Instance?> NextAsync(RequestContext context, CancellationToken cancellationToken)
    {
        while (_toHeal.TryDequeue(out var uuid))
        {
            try
            {
                var instance = await Instance.GetByUuidAsync(conductor, context, uuid, Attributes, cancellationToken);
                if (instance.Host == options.Host && instance.TaskState != TaskState.Deleting)
                    return instance;
                LogSkipped(uuid, instance.Host, instance.TaskState?.Value);
            }
            catch (InstanceNotFound e)
            {
                LogGone(uuid, e.Message);
            }
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Didn't find any instances for network info cache update.")]
    private partial void LogNone();

    [LoggerMessage(Level = LogLevel.Debug, Message = "[instance: {Uuid}] Updated the network info_cache for instance")]
    private partial void LogHealed(string uuid);

    [LoggerMessage(Level = LogLevel.Information, Message = "[instance: {Uuid}] Updating ports in neutron")]
    private partial void LogRebinding(string uuid);

    [LoggerMessage(Level = LogLevel.Debug, Message = "[instance: {Uuid}] Skipping network cache update: host {Host}, task {Task}")]
    private partial void LogSkipped(string uuid, string? host, string? task);

    [LoggerMessage(Level = LogLevel.Debug, Message = "[instance: {Uuid}] Unable to refresh: {Reason}")]
    private partial void LogGone(string uuid, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "[instance: {Uuid}] An error occurred while refreshing the network cache.")]
    private partial void LogFailed(Exception exception, string uuid);
}
