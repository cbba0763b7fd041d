using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>
/// Removes what a failed migration left here of a server that was deleted elsewhere. nova: compute/manager.py _cleanup_incomplete_migrations.
/// </summary>
sealed partial class IncompleteMigrations(IConductor conductor, IVirtDriver driver, ComputeOptions options, ILogger<IncompleteMigrations> logger)
{
    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var migrations = await MigrationList.GetByFiltersAsync(
            conductor, context, new JObject { ["host"] = options.Host, ["status"] = "error" }, cancellationToken);
        if (migrations.Count == 0)
            return;
        var instances = await InstanceList.GetByFiltersAsync(
            conductor, context.WithReadDeleted("yes"), new JObject
            {
                ["deleted"] = true,
                ["soft_deleted"] = false,
                ["uuid"] = new JArray(migrations.Select(m => m.InstanceUuid).Distinct()),
            }, ["info_cache", "system_metadata"], cancellationToken);
        foreach (var instance in instances.Where(i => i.Host != options.Host))
        {
            LogRemoving(instance.Uuid);
            await driver.DestroyAsync(instance.Uuid, null, destroyDisks: true, cancellationToken);
            var migration = migrations.First(m => m.InstanceUuid == instance.Uuid);
            migration.Status = "failed";
            await migration.SaveAsync(conductor, context, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removing what a failed migration left of the deleted instance {Uuid}")]
    private partial void LogRemoving(string uuid);
}
