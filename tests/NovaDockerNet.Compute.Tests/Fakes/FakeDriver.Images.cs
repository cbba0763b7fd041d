using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Compute.Tests.Fakes;

sealed partial class FakeDriver
{
    public SpawnRequest? Spawned { get; private set; }

    public async Task<GuestImage> PrepareImageAsync(RequestContext context, JObject imageMeta, CancellationToken cancellationToken)
    {
        await DoAsync("prepare_image", null, cancellationToken);
        return new GuestImage((string)imageMeta["id"]!, "nova/image:1", "sha256:1", 1000);
    }

    public async Task RemoveGuestAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        await DoAsync("remove_guest", null, cancellationToken);
        Guests.TryRemove(instanceUuid, out _);
    }

    /// <summary>The upload is what <see cref="On"/> "upload" waits for.</summary>
    public async Task SnapshotAsync(
        RequestContext context, Instance instance, string imageId, UpdateTaskState updateTaskState, CancellationToken cancellationToken)
    {
        if (!Guests.ContainsKey(instance.Uuid))
            throw new InstanceNotRunning(instance.Uuid);
        await updateTaskState(TaskState.ImagePendingUpload, null, cancellationToken);
        await DoAsync("snapshot", null, cancellationToken);
        await updateTaskState(TaskState.ImageUploading, TaskState.ImagePendingUpload, cancellationToken);
        await DoAsync("upload", null, cancellationToken);
    }
}
