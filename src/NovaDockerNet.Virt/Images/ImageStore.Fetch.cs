using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Virt.Docker;
using NovaDockerNet.Virt.Images.Archives;
using NovaDockerNet.Virt.Telemetry;

namespace NovaDockerNet.Virt.Images;

public sealed partial class ImageStore
{
    // What must stay free beyond the image itself, for everything else on the host.
    private const long SpaceReserve = 256L << 20;

    private async Task<GuestImage> FetchAsync(RequestContext context, ImageMetadata image, CancellationToken cancellationToken)
    {
        // Step 2: cheap refusals before a byte is moved.
        CheckFormats(image);
        var dockerRoot = (await _docker.System.InfoAsync(cancellationToken)).DockerRootDir;
        Directory.CreateDirectory(_options.DownloadsPath);
        CheckSpace(image, dockerRoot);

        var path = Path.Combine(_options.DownloadsPath, $"{image.Id}.{Guid.NewGuid():N}");
        var plainPath = path + ".tar";
        try
        {
            await using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            // Step 3
            await DownloadAsync(context, image, file, cancellationToken);
            // Steps 4 and 5
            LogLoading(image.Id, image.Size);
            if (image.ContainerFormat == "docker")
                await LoadAsync(image, file, plainPath, dockerRoot, cancellationToken);
            else
                await ImportAsync(image, file, cancellationToken);
        }
        catch (ImageFormatException e)
        {
            throw new ImageUnacceptable(image.Id, e.Message);
        }
        catch (DockerOperationException e) when (!EnginePatience.IsGone(e))
        {
            throw IsOutOfSpace(e.DaemonMessage)
                ? new ComputeResourcesUnavailable($"Docker ran out of space in {dockerRoot} loading image {image.Id}")
                : new ImageUnacceptable(image.Id, $"Docker cannot load it: {e.DaemonMessage}");
        }
        catch (IOException e) when (IsOutOfSpace(e.Message))
        {
            throw new ComputeResourcesUnavailable($"no space left in {_options.DownloadsPath} for image {image.Id}");
        }
        finally
        {
            File.Delete(path);
            File.Delete(plainPath);
        }

        // Step 6
        var inspect = await _docker.Images.InspectAsync(image.Reference, cancellationToken);
        _records.Write(new ImageRecord
        {
            ImageId = image.Id,
            Reference = image.Reference,
            DockerId = inspect.Id,
            HashAlgorithm = image.HashAlgorithm!,
            HashValue = image.HashValue!,
        });
        LogReady(image.Id, image.Reference, inspect.Size);
        return Guest(image, inspect);
    }

    private static void CheckFormats(ImageMetadata image)
    {
        if (image.ContainerFormat is not ("docker" or "bare"))
            throw new ImageUnacceptable(
                image.Id, $"container_format {image.ContainerFormat ?? "(none)"} is not supported: docker (docker save or OCI archive) and bare (tar of a root file system) are");
        // "tar" is what an operator may have added to Glance's disk_formats; the API's own list has raw.
        if (image.DiskFormat is not ("raw" or "tar" or "docker" or null))
            throw new ImageUnacceptable(image.Id, $"disk_format {image.DiskFormat} is a virtual machine's; a container image has disk_format raw");
    }

    private void CheckSpace(ImageMetadata image, string dockerRoot)
    {
        // Docker unpacks an archive once to look at it and once into layers.
        RequireSpace(_options.DownloadsPath, image.Size, image);
        RequireSpace(dockerRoot, image.Size * 2, image);
    }

    private void RequireSpace(string path, long needed, ImageMetadata image)
    {
        var free = _freeSpace(path);
        if (free < needed + SpaceReserve)
            throw new ComputeResourcesUnavailable(
                $"image {image.Id} needs {needed >> 20} MiB and a reserve of {SpaceReserve >> 20} MiB in {path}, where {free >> 20} MiB are free");
    }

    private async Task DownloadAsync(RequestContext context, ImageMetadata image, FileStream file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithms.Find(image.HashAlgorithm)!.Value);
        var progress = new TransferProgress(image.Size, _time);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var data = await _source.OpenAsync(context, image.Id, file.Position, cancellationToken);
                if (data.Offset != file.Position)
                    Restart(file, hash, progress);
                await CopyAsync(image, data.Content, file, hash, progress, cancellationToken);
                break;
            }
            catch (IOException e) when (attempt < _options.DownloadRetries && !IsOutOfSpace(e.Message))
            {
                LogBroken(image.Id, progress.Done, e.Message);
            }
            catch (IOException e) when (!IsOutOfSpace(e.Message))
            {
                throw new GlanceConnectionFailed("glance", $"the download of image {image.Id} broke off after {progress.Done} of {image.Size} bytes: {e.Message}");
            }
        }
        if (progress.Done != image.Size)
            throw new ImageUnacceptable(image.Id, $"it is truncated: Glance has recorded {image.Size} bytes and delivered {progress.Done}");
        var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (actual != image.HashValue)
            throw new ImageUnacceptable(image.Id, $"it is corrupt: its {image.HashAlgorithm} is {actual}, Glance has recorded {image.HashValue}");
    }

    private static void Restart(FileStream file, IncrementalHash hash, TransferProgress progress)
    {
        file.SetLength(0);
        file.Position = 0;
        hash.GetHashAndReset();
        progress.Done = 0;
    }

    private async Task CopyAsync(
        ImageMetadata image, Stream from, FileStream file, IncrementalHash hash, TransferProgress progress, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 20];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            progress.Done += read;
            if (progress.Done > image.Size)
                throw new ImageUnacceptable(image.Id, $"it is larger than the {image.Size} bytes Glance has recorded");
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            hash.AppendData(buffer, 0, read);
            VirtTelemetry.ImageBytes.Add(read);
            if (progress.IsDue())
                LogProgress(image.Id, progress.Percent, progress.Done >> 20, image.Size >> 20);
        }
    }

    private async Task LoadAsync(ImageMetadata image, FileStream file, string plainPath, string dockerRoot, CancellationToken cancellationToken)
    {
        switch (FileKind.CompressionOf(file))
        {
            case Compression.None:
                await LoadPlainAsync(image, file, dockerRoot, cancellationToken);
                break;
            case Compression.Gzip:
                await using (var plain = new FileStream(plainPath, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.ReadWrite,
                    Options = FileOptions.Asynchronous,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }))
                {
                    await UnpackAsync(image, file, plain, cancellationToken);
                    await LoadPlainAsync(image, plain, dockerRoot, cancellationToken);
                }
                break;
            case var other:
                throw new ImageFormatException($"the archive is compressed with {other}; plain and gzip archives can be loaded");
        }
    }

    private async Task LoadPlainAsync(ImageMetadata image, FileStream file, string dockerRoot, CancellationToken cancellationToken)
    {
        var archived = ArchivedImage.From(await ArchiveIndex.ReadAsync(file, cancellationToken), GoArchitecture);
        await LayerVerifier.VerifyAsync(archived, _freeSpace(dockerRoot) - SpaceReserve, cancellationToken);
        var pipe = new Pipe();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteArchiveAsync(archived, image.Reference, pipe.Writer, stopped.Token);
        try
        {
            await _docker.Images.LoadAsync(pipe.Reader.AsStream(), cancellationToken);
        }
        finally
        {
            // When Docker refuses early nobody reads any more: the writer must not wait for ever.
            await stopped.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await writing;
        }
    }

    private static async Task WriteArchiveAsync(ArchivedImage image, string reference, PipeWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            await DockerArchiveWriter.WriteAsync(image, reference, writer.AsStream(leaveOpen: true), cancellationToken);
            await writer.CompleteAsync();
        }
        catch (Exception e)
        {
            // The reader is told; it is the one who reports.
            await writer.CompleteAsync(e);
        }
    }

    private async Task UnpackAsync(ImageMetadata image, FileStream file, FileStream plain, CancellationToken cancellationToken)
    {
        file.Position = 0;
        await using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[1 << 20];
        var limit = _freeSpace(_options.DownloadsPath) - SpaceReserve;
        try
        {
            int read;
            while ((read = await gzip.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (plain.Position + read > limit)
                    throw new ComputeResourcesUnavailable($"image {image.Id} unpacks to more than the {limit >> 20} MiB that are free in {_options.DownloadsPath}");
                await plain.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            await plain.FlushAsync(cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new ImageFormatException($"its gzip data is damaged: {e.Message}", e);
        }
    }

    private async Task ImportAsync(ImageMetadata image, FileStream file, CancellationToken cancellationToken)
    {
        await RootFileSystem.CheckAsync(file, cancellationToken);
        file.Position = 0;
        await _docker.Images.ImportAsync(
            new ImportImageParameters { Repo = image.Repository, Tag = image.Tag, Message = $"Glance image {image.Id}" }, file, cancellationToken);
    }

    internal static bool IsOutOfSpace(string message) => message.Contains("no space left on device", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Information, Message = "Downloading image {ImageId}: {Percent} % ({Done} of {Total} MiB)")]
    private partial void LogProgress(string imageId, int percent, long done, long total);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Download of image {ImageId} broke off after {Done} bytes, continuing: {Reason}")]
    private partial void LogBroken(string imageId, long done, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Image {ImageId} is downloaded and verified ({Size} bytes), loading it into Docker")]
    private partial void LogLoading(string imageId, long size);

    [LoggerMessage(Level = LogLevel.Information, Message = "Image {ImageId} is ready as {Reference} ({Size} bytes unpacked)")]
    private partial void LogReady(string imageId, string reference, long size);
}
