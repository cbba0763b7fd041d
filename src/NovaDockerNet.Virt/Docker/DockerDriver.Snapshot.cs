using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Images.Archives;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Docker;

/// <remarks>
/// Snapshot: 1 commit, for which Docker freezes a guest that runs   2 docker save, rewritten on its way to Glance   3 remove the committed image.
/// The image of step 1 lives for the length of the upload, under a name and a label of ours by which a later start finds it.
/// </remarks>
public sealed partial class DockerDriver
{
    private const string SnapshotRepository = "nova-snapshot";
    private const string SnapshotTag = "latest";

    // Docker refuses to commit on top of more (moby: layer/layer_store.go maxLayerDepth).
    private const int MostLayers = 125;

    private readonly ConcurrentDictionary<string, bool> _snapshots = new(StringComparer.Ordinal);

    public Task SnapshotAsync(
        RequestContext context, Instance instance, string imageId, UpdateTaskState updateTaskState, CancellationToken cancellationToken)
        => CallAsync(async () =>
        {
            var container = await FindAsync(instance.Uuid, cancellationToken) ?? throw new InstanceNotRunning(instance.Uuid);
            var reference = $"{SnapshotRepository}/{imageId}:{SnapshotTag}";
            _snapshots[reference] = true;
            try
            {
                await SnapshotAsync(context, instance, container, imageId, reference, updateTaskState, cancellationToken);
            }
            catch (DockerNotFoundException)
            {
                // Removed meanwhile, or its image was by somebody else.
                throw await FindAsync(instance.Uuid, CancellationToken.None) is null
                    ? new InstanceNotFound(instance.Uuid)
                    : new CouldNotUploadImage(imageId, "the image that the server was made from is gone from Docker");
            }
            catch (DockerOperationException e)
            {
                throw new CouldNotUploadImage(imageId, $"Docker could not commit the container: {e.DaemonMessage}");
            }
            finally
            {
                await RemoveSnapshotAsync(reference);
                _snapshots.TryRemove(reference, out _);
            }
        });

    private async Task SnapshotAsync(
        RequestContext context, Instance instance, ContainerSummary container, string imageId, string reference, UpdateTaskState updateTaskState,
        CancellationToken cancellationToken)
    {
        var inspect = await docker.Containers.InspectAsync(container.Id, cancellationToken);
        var image = await docker.Images.InspectAsync(inspect.Image, cancellationToken);
        var imageConfig = await docker.Images.InspectConfigAsync(inspect.Image, cancellationToken);
        await updateTaskState(TaskState.ImagePendingUpload, null, cancellationToken);

        // Step 1
        if (image.RootFS.Layers.Count < MostLayers)
            await docker.Containers.CommitAsync(
                container.Id,
                new CommitContainerParameters { Repo = $"{SnapshotRepository}/{imageId}", Tag = SnapshotTag, Comment = $"Snapshot of {instance.Uuid}" },
                cancellationToken);
        else
            await FlattenAsync(container, imageId, cancellationToken);
        DriverFaultPoints.SnapshotCommitted.Reached(instance.Uuid);
        LogCommitted(instance.Uuid, imageId);
        await updateTaskState(TaskState.ImageUploading, TaskState.ImagePendingUpload, cancellationToken);

        // Step 2. Docker packs the archive before it sends the first byte, and a Glance that waits for one gives up after seconds: so Docker first.
        await using var packed = await docker.Images.SaveAsync(reference, cancellationToken);
        Stream? first = packed;
        await images.UploadAsync(context, imageId, SnapshotRecord(instance), async (output, token) =>
        {
            // Asked for again when the token had to be renewed.
            await using var saved = Interlocked.Exchange(ref first, null) ?? await docker.Images.SaveAsync(reference, token);
            await SnapshotArchive.WriteAsync(saved, imageConfig, output, token);
        }, cancellationToken);
        DriverFaultPoints.SnapshotUploaded.Reached(instance.Uuid);
    }

    /// <summary>One layer of all of them: slower than a commit, but as deep as one wants.</summary>
    private async Task FlattenAsync(ContainerSummary container, string imageId, CancellationToken cancellationToken)
    {
        LogFlattening(container.Id, MostLayers);
        var freeze = container.State == "running";
        if (freeze)
            await docker.Containers.PauseAsync(container.Id, cancellationToken);
        try
        {
            await using var files = await docker.Containers.ExportAsync(container.Id, cancellationToken);
            var parameters = new ImportImageParameters
            {
                Repo = $"{SnapshotRepository}/{imageId}",
                Tag = SnapshotTag,
                Changes = [$"LABEL {GuestLabels.Host}={options.Host}"],
            };
            await docker.Images.ImportAsync(parameters, files, cancellationToken);
        }
        finally
        {
            if (freeze)
                await docker.Containers.UnpauseAsync(container.Id, CancellationToken.None);
        }
    }

    // nova: virt/libvirt/driver.py _create_snapshot_metadata; what else an image of a server has was set by nova-api.
    private static JObject SnapshotRecord(Instance instance)
    {
        var record = new JObject
        {
            ["container_format"] = "docker",
            ["disk_format"] = "raw",
            ["image_location"] = "snapshot",
            ["image_state"] = "available",
            ["owner_id"] = instance.ProjectId,
        };
        if (instance.IsSet(Instance.Fields.OsType) && instance.OsType is { Length: > 0 } osType)
            record["os_type"] = osType;
        return record;
    }

    /// <summary>Of runs of the service that ended in the middle, and of commits that Docker finished after it had been told to stop.</summary>
    private async Task RemoveLeftSnapshotsAsync(CancellationToken cancellationToken)
    {
        var parameters = new ListImagesParameters
        {
            Filters = new Dictionary<string, IReadOnlyList<string>>
            {
                ["reference"] = [$"{SnapshotRepository}/*"],
                ["label"] = [$"{GuestLabels.Host}={options.Host}"],
            },
        };
        foreach (var reference in (await docker.Images.ListAsync(parameters, cancellationToken)).SelectMany(image => image.RepoTags))
        {
            if (_snapshots.ContainsKey(reference))
                continue;
            LogLeftSnapshot(reference);
            await RemoveSnapshotAsync(reference);
        }
    }

    private async Task RemoveSnapshotAsync(string reference)
    {
        try
        {
            // Not cancellable: the layer can be as large as the server's disk.
            await docker.Images.RemoveAsync(reference, force: true, CancellationToken.None);
        }
        catch (DockerNotFoundException)
        {
            // It did not come to a commit.
        }
        catch (DockerException e)
        {
            LogSnapshotStays(e, reference);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance {InstanceUuid} is committed, beginning image upload of {ImageId}")]
    private partial void LogCommitted(string instanceUuid, string imageId);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Container {ContainerId} stands on {Layers} layers, as many as Docker takes; its snapshot is made of one")]
    private partial void LogFlattening(string containerId, int layers);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removing {Reference}, left by an interrupted snapshot")]
    private partial void LogLeftSnapshot(string reference);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The committed image {Reference} could not be removed; the next image cache pass tries again")]
    private partial void LogSnapshotStays(Exception exception, string reference);
}
