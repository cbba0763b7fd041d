using System.Formats.Tar;
using System.IO.Compression;

namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>A tar of a root file system, compressed or not, as docker import takes it.</summary>
static class RootFileSystem
{
    /// <exception cref="ImageFormatException">Not one, or cut short as far as can be told without unpacking.</exception>
    public static async Task CheckAsync(FileStream file, CancellationToken cancellationToken)
    {
        switch (FileKind.CompressionOf(file))
        {
            case Compression.None:
                var index = await ArchiveIndex.ReadAsync(file, IsMark, cancellationToken);
                if (index.Contains("manifest.json") && index.Contains("repositories") || index.Contains("oci-layout") || IsDockerArchive(index))
                    throw new ImageFormatException("it is a container image archive, not a root file system: its container_format must be docker");
                break;
            case Compression.Gzip:
                await CheckGzipAsync(file, cancellationToken);
                break;
            default:
                // Docker unpacks these itself and says what is wrong with them.
                break;
        }
    }

    // What tells an image archive; a root file system may hold any number of other files.
    private static bool IsMark(string name)
        => name is "manifest.json" or "repositories" or "oci-layout" || name.EndsWith("/layer.tar", StringComparison.Ordinal);

    private static bool IsDockerArchive(ArchiveIndex index)
        => index.Contains("manifest.json") && index.Names.Any(name => name.EndsWith("/layer.tar", StringComparison.Ordinal));

    private static async Task CheckGzipAsync(FileStream file, CancellationToken cancellationToken)
    {
        file.Position = 0;
        try
        {
            await using var plain = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            await using var tar = new TarReader(new HeaderLimitStream(plain), leaveOpen: true);
            if (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is null)
                throw new ImageFormatException("it is an empty archive");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new ImageFormatException($"it is compressed, but not a tar archive: {e.Message}", e);
        }
    }
}
