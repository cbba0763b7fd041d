namespace NovaDockerNet.Virt.Images.Layers;

/// <summary>A layer in a file that has no name any more: it goes with the process, however that ends.</summary>
sealed class SnapshotLayer : IDisposable
{
    // Each asynchronous read of a file costs a change of threads: few large ones.
    private const int ReadSize = 1 << 20;

    private readonly FileStream _file;

    private SnapshotLayer(FileStream file, string digest, long size) => (_file, Digest, Size) = (file, digest, size);

    /// <summary>SHA-256 of the tar, in hexadecimal digits: the layer's diff id.</summary>
    public string Digest { get; }

    public long Size { get; }

    /// <param name="upperDirectory">Of a container that does not run, or is frozen.</param>
    /// <param name="folder">Where the file is to be.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <inheritdoc cref="OverlayLayer.Write" path="/exception"/>
    public static SnapshotLayer Read(string upperDirectory, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"snapshot.{Guid.NewGuid():N}");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        try
        {
            File.Delete(path);
            using var writer = new LayerWriter(file.SafeFileHandle);
            OverlayLayer.Write(upperDirectory, writer, cancellationToken);
            return new SnapshotLayer(file, writer.Finish(), writer.Written);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Its bytes from the first on; one reader at a time, which does not close it.</summary>
    public Stream Content()
    {
        _file.Position = 0;
        return new BufferedStream(_file, ReadSize);
    }

    public void Dispose() => _file.Dispose();
}
