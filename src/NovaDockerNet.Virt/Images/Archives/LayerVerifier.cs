using System.IO.Compression;
using System.Security.Cryptography;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>Checks that each layer is what the image's configuration says it is.</summary>
/// <remarks>
/// docker load takes a layer it already has by the digest the archive claims, without looking at the data: without this check a damaged
/// archive may load or not depending on what else is on the host, and an archive could borrow layers of other tenants' images.
/// </remarks>
static class LayerVerifier
{
    private const string Sha256 = "sha256:";

    /// <param name="room">Bytes there are for the unpacked layers; a compressed one can be a thousandth of what it unpacks to.</param>
    /// <exception cref="ImageFormatException">A layer that is damaged or not what was claimed.</exception>
    public static async Task VerifyAsync(ArchivedImage image, long room, CancellationToken cancellationToken)
    {
        var left = room;
        for (var i = 0; i < image.LayerNames.Count; i++)
        {
            await using var slice = image.Archive.Open(image.LayerNames[i]);
            var head = new byte[6];
            var read = await slice.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
            slice.Position = 0;
            var actual = FileKind.CompressionOf(head.AsSpan(0, read)) switch
            {
                Compression.None => await HashAsync(slice, i),
                Compression.Gzip => await HashAsync(new GZipStream(slice, CompressionMode.Decompress), i),
                var other => throw new ImageFormatException($"its layer {i + 1} is compressed with {other}; plain and gzip layers can be verified"),
            };
            if (image.DiffIds[i] != actual)
                throw new ImageFormatException($"it is corrupt: its layer {i + 1} is {actual}, its configuration says {image.DiffIds[i]}");
        }

        async Task<string> HashAsync(Stream layer, int index)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[128 * 1024];
            await using (layer)
            {
                try
                {
                    int read;
                    while ((read = await layer.ReadAsync(buffer, cancellationToken)) > 0)
                    {
                        if ((left -= read) < 0)
                            throw new ComputeResourcesUnavailable($"the image's layers unpack to more than the {room >> 20} MiB there are for them");
                        hash.AppendData(buffer, 0, read);
                    }
                }
                catch (InvalidDataException e)
                {
                    throw new ImageFormatException($"it is corrupt: the gzip data of its layer {index + 1} is damaged: {e.Message}", e);
                }
            }
            return Sha256 + Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }
}
