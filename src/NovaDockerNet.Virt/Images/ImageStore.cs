using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.Networking;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Virt.Images;

/// <summary>Brings Glance's images to this host's Docker: once each, verified, under a tag made of id and hash.</summary>
/// <remarks>
/// 1 present and still the image that was loaded? done   2 formats and space   3 download, hashed on the way   4 look inside
/// 5 load under our tag alone   6 record. The download is removed on every path.
/// </remarks>
public sealed partial class ImageStore : IGuestImages
{
    private readonly DockerEngineClient _docker;
    private readonly IImageSource _source;
    private readonly VirtOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ImageStore> _logger;
    private readonly ImageRecords _records;
    private readonly KeyedLocks _locks = new();
    private readonly Func<string, long> _freeSpace;

    public ImageStore(DockerEngineClient docker, IImageSource source, VirtOptions options, TimeProvider time, ILogger<ImageStore> logger)
        : this(docker, source, options, time, logger, path => new DriveInfo(path).AvailableFreeSpace)
    {
    }

    internal ImageStore(
        DockerEngineClient docker, IImageSource source, VirtOptions options, TimeProvider time, ILogger<ImageStore> logger,
        Func<string, long> freeSpace)
    {
        _docker = docker;
        _source = source;
        _options = options;
        _time = time;
        _logger = logger;
        _freeSpace = freeSpace;
        _records = new ImageRecords(options.ImagesPath, time);
    }

    /// <summary>Go's name for this host's architecture, as image configurations have it.</summary>
    private static string GoArchitecture => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    public void Initialise()
    {
        _records.Ensure();
        Directory.CreateDirectory(_options.DownloadsPath);
        foreach (var leftover in Directory.EnumerateFiles(_options.DownloadsPath))
        {
            LogLeftover(leftover);
            File.Delete(leftover);
        }
    }

    public async Task<GuestImage> PrepareAsync(RequestContext context, JObject imageMeta, CancellationToken cancellationToken)
    {
        var image = await CompleteAsync(context, ImageMetadata.From(imageMeta), cancellationToken);
        using var _ = await _locks.AcquireAsync(image.Id, cancellationToken);
        if (await FindAsync(image, cancellationToken) is { } present)
        {
            _records.MarkUsed(image.Id);
            return present;
        }
        return await FetchAsync(context, image, cancellationToken);
    }

    public async Task<ImageCacheResult> CacheAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
    {
        try
        {
            var record = await _source.ShowAsync(context, imageId, cancellationToken);
            var image = ImageMetadata.From(record);
            if (image.ContainerFormat is not ("docker" or "bare"))
                return ImageCacheResult.Unsupported;
            using (await _locks.AcquireAsync(image.Id, cancellationToken))
            {
                if (image.HashValue is not null && await FindAsync(image, cancellationToken) is not null)
                {
                    _records.MarkUsed(image.Id);
                    return ImageCacheResult.Existing;
                }
            }
            await PrepareAsync(context, record, cancellationToken);
            return ImageCacheResult.Cached;
        }
        catch (ImageUnacceptable e)
        {
            LogCannotCache(imageId, e.Message);
            return ImageCacheResult.Unsupported;
        }
        catch (NovaException e)
        {
            LogCannotCache(imageId, e.Message);
            return ImageCacheResult.Error;
        }
    }

    public Task UploadAsync(
        RequestContext context, string imageId, JObject values, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
        => _source.UploadAsync(context, imageId, values, write, cancellationToken);

    public async Task EvictAsync(IReadOnlySet<string> usedImageIds, CancellationToken cancellationToken)
    {
        if (!_options.RemoveUnusedImages)
            return;
        foreach (var imageId in _records.List())
        {
            using var _ = await _locks.AcquireAsync(imageId, cancellationToken);
            if (usedImageIds.Contains(imageId))
            {
                if (_records.Read(imageId) is not null)
                    _records.MarkUsed(imageId);
                continue;
            }
            if (_records.Read(imageId) is { } record && _time.GetUtcNow() - _records.LastUsed(imageId) < _options.UnusedImageMinimumAge)
                continue;
            await EvictOneAsync(imageId, _records.Read(imageId), cancellationToken);
        }
    }

    private async Task EvictOneAsync(string imageId, ImageRecord? record, CancellationToken cancellationToken)
    {
        try
        {
            if (record is not null)
                await _docker.Images.RemoveAsync(record.Reference, force: false, cancellationToken);
            LogEvicted(imageId);
        }
        catch (DockerNotFoundException)
        {
            LogEvicted(imageId);
        }
        catch (DockerConflictException e)
        {
            // A container, ours or an outsider's, still uses it.
            LogStillUsed(imageId, e.DaemonMessage);
            return;
        }
        _records.Remove(imageId);
    }

    /// <summary>The image, if the tag still names what we loaded under it.</summary>
    private async Task<GuestImage?> FindAsync(ImageMetadata image, CancellationToken cancellationToken)
    {
        var record = _records.Read(image.Id);
        if (record is null || record.Reference != image.Reference || record.HashValue != image.HashValue)
            return null;
        try
        {
            var inspect = await _docker.Images.InspectAsync(image.Reference, cancellationToken);
            if (inspect.Id == record.DockerId)
                return Guest(image, inspect);
            LogTagMoved(image.Reference, record.DockerId, inspect.Id);
        }
        catch (DockerNotFoundException)
        {
            LogGone(image.Reference);
        }
        return null;
    }

    /// <summary>nova's dictionary lacks the hash when it was rebuilt from system_metadata.</summary>
    private async Task<ImageMetadata> CompleteAsync(RequestContext context, ImageMetadata image, CancellationToken cancellationToken)
    {
        if (image.HashValue is null || image.Size == 0)
            image = ImageMetadata.From(await _source.ShowAsync(context, image.Id, cancellationToken));
        if (image.Status != "active")
            throw new ImageNotActive(image.Id);
        if (image.HashValue is null)
            throw new ImageUnacceptable(image.Id, "Glance has no checksum for it, so it cannot be verified");
        if (HashAlgorithms.Find(image.HashAlgorithm) is null)
            throw new ImageUnacceptable(image.Id, $"its hash algorithm {image.HashAlgorithm} is not known here");
        return image;
    }

    private static GuestImage Guest(ImageMetadata image, ImageInspect inspect) => new(image.Id, image.Reference, inspect.Id, inspect.Size)
    {
        Entrypoint = inspect.Config.Entrypoint,
        Command = inspect.Config.Cmd,
        StopSignal = inspect.Config.StopSignal,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Removing {File}, left by an interrupted image download")]
    private partial void LogLeftover(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Image {ImageId} cannot be cached: {Reason}")]
    private partial void LogCannotCache(string imageId, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Image {ImageId} is unused and was removed from this host")]
    private partial void LogEvicted(string imageId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Image {ImageId} stays: {Reason}")]
    private partial void LogStillUsed(string imageId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tag {Reference} was loaded as {Loaded} but names {Found} now; someone moved it, loading the image again")]
    private partial void LogTagMoved(string reference, string loaded, string found);

    [LoggerMessage(Level = LogLevel.Information, Message = "Image {Reference} is gone from Docker, loading it again")]
    private partial void LogGone(string reference);
}
