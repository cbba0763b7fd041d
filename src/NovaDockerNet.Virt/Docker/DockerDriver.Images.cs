using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Virt.Images;

namespace NovaDockerNet.Virt.Docker;

public sealed partial class DockerDriver
{
    public Task<GuestImage> PrepareImageAsync(RequestContext context, JObject imageMeta, CancellationToken cancellationToken)
        => CallAsync(() => images.PrepareAsync(context, imageMeta, cancellationToken));

    public Task<ImageCacheResult> CacheImageAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
        => CallAsync(() => images.CacheAsync(context, imageId, cancellationToken));

    public Task ManageImageCacheAsync(IReadOnlySet<string> usedImageIds, CancellationToken cancellationToken)
        => CallAsync(async () =>
        {
            await ThawLeftGuestsAsync(cancellationToken);
            await RemoveLeftSnapshotsAsync(cancellationToken);
            await images.EvictAsync(usedImageIds, cancellationToken);
        });
}
