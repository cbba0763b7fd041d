using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>Tells the driver which images are in use here; it evicts others when they are old enough. nova: _run_image_cache_manager_pass.</summary>
sealed class ImageCachePass(IConductor conductor, IVirtDriver driver, ComputeOptions options)
{
    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        // Guests first: an instance deleted in between then counts as using its image, which is the safe side.
        var guests = await driver.ListGuestsAsync(cancellationToken);
        var filters = new JObject { ["deleted"] = false, ["soft_deleted"] = true, ["host"] = new JArray(options.Host) };
        var instances = await InstanceList.GetByFiltersAsync(conductor, context, filters, [], cancellationToken);
        var used = instances.Select(i => i.GetOrDefault(Instance.Fields.ImageRef)).Concat(guests.Select(g => g.ImageId))
            .Where(id => !string.IsNullOrEmpty(id)).Select(id => id!).ToHashSet(StringComparer.Ordinal);
        await driver.ManageImageCacheAsync(used, cancellationToken);
    }
}
