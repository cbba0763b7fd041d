using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Images.Archives;
using NovaDockerNet.Virt.Images.Layers;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Docker;

/// <remarks>
/// Snapshot: 1 read what the guest has changed, for which one that runs is frozen   2 docker save of its image, that layer put on top, on its way to Glance.
/// Where a container's layer does not lie there to be read: 1 docker commit   2 docker save   3 remove the committed image, which until then has a name
/// and a label of ours by which a later start finds it.
/// </remarks>
public sealed partial class DockerDriver
{
    private const string SnapshotRepository = "nova-snapshot";
    private const string SnapshotTag = "latest";

    // Docker refuses to commit on top of more (moby: layer/layer_store.go maxLayerDepth).
    private const int MostLayers = 125;

    private readonly ConcurrentDictionary<string, bool> _snapshots = new(StringComparer.Ordinal);

    // Instances frozen for a snapshot that this process makes.
    private readonly ConcurrentDictionary<string, bool> _frozen = new(StringComparer.Ordinal);

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
                throw new CouldNotUploadImage(imageId, $"Docker could not make an image of the container: {e.DaemonMessage}");
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

        // Step 1, while Docker packs the image.
        var upper = await ReadableLayerAsync(inspect, image.RootFS.Layers.Count, cancellationToken);
        await using var packed = upper is null ? null : new SavedImage(docker, inspect.Image, cancellationToken);
        using var layer = upper is null ? null : await ReadLayerAsync(instance.Uuid, container, upper, imageId, cancellationToken);
        if (layer is null)
            await CommitAsync(instance, container, image.RootFS.Layers.Count, imageId, cancellationToken);
        DriverFaultPoints.SnapshotCommitted.Reached(instance.Uuid);
        LogCommitted(instance.Uuid, imageId);
        await updateTaskState(TaskState.ImageUploading, TaskState.ImagePendingUpload, cancellationToken);

        // Step 2. Docker packs the archive before it sends the first byte, and a Glance that waits for one gives up after seconds: so Docker first.
        var added = layer is null ? null : new AddedLayer(layer, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), SnapshotComment(instance));
        await using var committed = layer is null ? new SavedImage(docker, reference, cancellationToken) : null;
        var archive = committed ?? packed!;
        await archive.PackedAsync();
        await images.UploadAsync(context, imageId, SnapshotRecord(instance), async (output, token) =>
        {
            // Asked for again when the token had to be renewed.
            await using var saved = await archive.OpenAsync(token);
            await SnapshotArchive.WriteAsync(saved, imageConfig, added, output, token);
        }, cancellationToken);
        DriverFaultPoints.SnapshotUploaded.Reached(instance.Uuid);
    }

    /// <summary>The upper directory of the container's overlay; null where Docker must commit: another storage driver, or as many layers as Docker takes.</summary>
    private async Task<string?> ReadableLayerAsync(ContainerInspect inspect, int layers, CancellationToken cancellationToken) =>
        layers < MostLayers && (await GetCapabilitiesAsync(cancellationToken)).PlainLayers
        && inspect.GraphDriver?.Data?.GetValueOrDefault("UpperDir") is { } upper && Directory.Exists(upper)
            ? upper
            : null;

    /// <summary>Null if it cannot be read, so that Docker must commit.</summary>
    private async Task<SnapshotLayer?> ReadLayerAsync(
        string instanceUuid, ContainerSummary container, string upper, string imageId, CancellationToken cancellationToken)
    {
        var frozen = false;
        SnapshotLayer? layer = null;
        try
        {
            frozen = container.State == "running" && await FreezeForSnapshotAsync(container, instanceUuid, cancellationToken);
            DriverFaultPoints.SnapshotFrozen.Reached(instanceUuid);
            layer = await Task.Run(() => SnapshotLayer.Read(upper, options.DownloadsPath, cancellationToken), cancellationToken);
        }
        catch (IOException e) when (ImageStore.IsOutOfSpace(e.Message))
        {
            throw new CouldNotUploadImage(imageId, $"no space left in {options.StatePath} for what the server has changed");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            LogLayerUnreadable(e, instanceUuid, upper);
        }
        finally
        {
            if (frozen)
                await ThawAfterSnapshotAsync(container.Id, instanceUuid, layer);
        }
        return layer;
    }

    /// <summary>False if it has ended meanwhile, and nothing writes any more.</summary>
    private async Task<bool> FreezeForSnapshotAsync(ContainerSummary container, string instanceUuid, CancellationToken cancellationToken)
    {
        _frozen[instanceUuid] = true;
        try
        {
            await FreezeAsync(container, instanceUuid, FrozenState.Snapshot, cancellationToken);
            return true;
        }
        catch (InstanceNotRunning)
        {
            _frozen.TryRemove(instanceUuid, out _);
            return false;
        }
        catch
        {
            // It may be frozen although the answer was lost.
            await ThawAfterSnapshotAsync(container.Id, instanceUuid);
            throw;
        }
    }

    /// <param name="layer">What has been read meanwhile: no use to anybody, and a hold on its space, if the guest cannot be thawed.</param>
    private async Task ThawAfterSnapshotAsync(string containerId, string instanceUuid, SnapshotLayer? layer)
    {
        try
        {
            await ThawAfterSnapshotAsync(containerId, instanceUuid);
        }
        catch
        {
            layer?.Dispose();
            throw;
        }
    }

    private async Task ThawAfterSnapshotAsync(string containerId, string instanceUuid)
    {
        try
        {
            // Not cancellable: a server must not stand still because its snapshot was given up.
            await _patience.CallAsync($"unpause container {containerId}", token => docker.Containers.UnpauseAsync(containerId, token), CancellationToken.None);
        }
        catch (DockerNotFoundException)
        {
            // Deleted meanwhile.
        }
        catch (DockerOperationException e) when (e is DockerConflictException || e.DaemonMessage.Contains("is not paused", StringComparison.Ordinal))
        {
            // It has ended, or was never frozen.
        }
        finally
        {
            _frozen.TryRemove(instanceUuid, out _);
        }
        RecordFrozen(instanceUuid, null);
    }

    private async Task CommitAsync(Instance instance, ContainerSummary container, int layers, string imageId, CancellationToken cancellationToken)
    {
        if (layers >= MostLayers)
        {
            await FlattenAsync(instance.Uuid, container, imageId, cancellationToken);
            return;
        }
        await docker.Containers.CommitAsync(
            container.Id,
            new CommitContainerParameters { Repo = $"{SnapshotRepository}/{imageId}", Tag = SnapshotTag, Comment = SnapshotComment(instance) },
            cancellationToken);
    }

    private static string SnapshotComment(Instance instance) => $"Snapshot of {instance.Uuid}";

    /// <summary>One layer of all of them: slower than a commit, but as deep as one wants.</summary>
    private async Task FlattenAsync(string instanceUuid, ContainerSummary container, string imageId, CancellationToken cancellationToken)
    {
        LogFlattening(container.Id, MostLayers);
        var frozen = container.State == "running" && await FreezeForSnapshotAsync(container, instanceUuid, cancellationToken);
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
            if (frozen)
                await ThawAfterSnapshotAsync(container.Id, instanceUuid);
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

    /// <summary>Servers that a run of the service has left frozen, and that no snapshot of this one needs frozen.</summary>
    private async Task ThawLeftGuestsAsync(CancellationToken cancellationToken)
    {
        foreach (var container in (await ListAsync(null, cancellationToken)).Where(container => container.State == "paused"))
        {
            var uuid = container.Labels[GuestLabels.InstanceUuid];
            if (_frozen.ContainsKey(uuid) || !IsFrozenForSnapshot(uuid))
                continue;
            LogLeftFrozen(uuid);
            await ThawAfterSnapshotAsync(container.Id, uuid);
        }
    }

    private bool IsFrozenForSnapshot(string instanceUuid)
    {
        try
        {
            return _folders.For(instanceUuid).ReadRecord()?.Frozen == FrozenState.Snapshot;
        }
        catch (InvalidDataException e)
        {
            LogFrozenUnknown(instanceUuid, e.Message);
            return false;
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The layer {Path} of instance {InstanceUuid} cannot be read; Docker commits it instead, which takes longer")]
    private partial void LogLayerUnreadable(Exception exception, string instanceUuid, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {InstanceUuid} was left frozen by an interrupted snapshot; it goes on")]
    private partial void LogLeftFrozen(string instanceUuid);

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
