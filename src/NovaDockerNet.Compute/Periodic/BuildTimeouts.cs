using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>Instances stuck in building become ERROR. nova: _check_instance_build_time.</summary>
sealed partial class BuildTimeouts(
    IConductor conductor, ComputeOptions options, PeriodicOptions periodic, TimeProvider time, ILogger<BuildTimeouts> logger)
{
    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        if (periodic.InstanceBuildTimeout <= TimeSpan.Zero)
            return;
        var filters = new JObject { ["vm_state"] = VmState.Building.Value, ["host"] = options.Host };
        var instances = await InstanceList.GetByFiltersAsync(conductor, context, filters, [], cancellationToken);
        var oldest = time.GetUtcNow() - periodic.InstanceBuildTimeout;
        foreach (var instance in instances.Where(i => i.CreatedAt < oldest))
        {
            try
            {
                instance.VmState = VmState.Error;
                await instance.SaveAsync(conductor, context, cancellationToken);
                LogTimedOut(instance.Uuid);
            }
            catch (InstanceNotFound)
            {
                LogGone(instance.Uuid);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "[instance: {Uuid}] Instance build timed out. Set to error state.")]
    private partial void LogTimedOut(string uuid);

    [LoggerMessage(Level = LogLevel.Debug, Message = "[instance: {Uuid}] Instance has been destroyed from under us while trying to set it to ERROR")]
    private partial void LogGone(string uuid);
}
