using System.Globalization;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>Deleted instances whose traces on this host are not confirmed gone. nova: _run_pending_deletes.</summary>
sealed partial class PendingDeletes(
    IConductor conductor, IVirtDriver driver, ComputeOptions options, PeriodicOptions periodic, ILogger<PendingDeletes> logger)
{
    private const string AttemptsKey = "clean_attempts";

    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var deletedToo = context.WithReadDeleted("yes");
        var filters = new JObject { ["deleted"] = true, ["soft_deleted"] = false, ["host"] = options.Host, ["cleaned"] = false };
        var instances = await InstanceList.GetByFiltersAsync(conductor, deletedToo, filters, ["system_metadata"], cancellationToken);
        if (instances.Count > 0)
            LogCount(instances.Count);
        foreach (var instance in instances)
        {
            var attempts = Attempts(instance);
            if (attempts >= periodic.MaximumInstanceDeleteAttempts)
                continue;
            var cleaned = await CleanAsync(instance.Uuid, cancellationToken);
            instance.SetSystemMetadata(AttemptsKey, (attempts + 1).ToString(CultureInfo.InvariantCulture));
            if (cleaned)
                instance.Cleaned = true;
            await instance.SaveAsync(conductor, deletedToo, cancellationToken);
        }
    }

    private static int Attempts(Instance instance) =>
        int.TryParse(instance.SystemMetadata.GetValueOrDefault(AttemptsKey), NumberStyles.None, CultureInfo.InvariantCulture, out var attempts) ? attempts : 0;

    // nova: driver.delete_instance_files.
    private async Task<bool> CleanAsync(string uuid, CancellationToken cancellationToken)
    {
        try
        {
            await driver.DestroyAsync(uuid, null, destroyDisks: true, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, uuid);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "There are {Count} instances to clean")]
    private partial void LogCount(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "[instance: {Uuid}] What a deleted instance left could not be removed; tried again later")]
    private partial void LogFailed(Exception exception, string uuid);
}
