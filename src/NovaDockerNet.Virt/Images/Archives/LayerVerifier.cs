using System.IO.Compression;
using System.Security.Cryptography;

namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>Checks that each layer is what the image's configuration says it is.</summary>
/// <remarks>
/// docker load takes a layer it already has by the digest the archive claims, without looking at the data: without this check a damaged
/// archive may load or not depending on what else is on the host, and an archive could borrow layers of other tenants' images.
/// </remarks>
static class LayerVerifier
{
    private const string Sha256 = "sha256:";

    /// <exception cref="ImageFormatException">A layer that is damaged or not what was claimed.</exception>
    public static async Task VerifyAsync(ArchivedImage image, CancellationToken cancellationToken)
    {
        for (var i = 0; i < image.LayerNames.Count; i++)
        {
            await using var slice = image.Archive.Open(image.LayerNames[i]);
            var head = new byte[6];
            var read = await slice.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
            slice.Position = 0;
            var actual = FileKind.CompressionOf(head.AsSpan(0, read)) switch
            {
                Compression.None => await HashAsync(slice, i, cancellationToken),
                Compression.Gzip => await HashAsync(new GZipStream(slice, CompressionMode.Decompress), i, cancellationToken),
                var other => throw new ImageFormatException($"its layer {i + 1} is compressed with {other}; plain and gzip layers can be verified"),
            };
            if (image.DiffIds[i] != actual)
                throw new ImageFormatException($"it is corrupt: its layer {i + 1} is {actual}, its configuration says {image.DiffIds[i]}");
        }
    }

    private static async Task<string> HashAsync(Stream layer, int index, CancellationToken cancellationToken)
    {
        await using (layer)
        {
            try
            {
                return Sha256 + Convert.ToHexStringLower(await SHA256.HashDataAsync(layer, cancellationToken));
            }
            catch (InvalidDataException e)
            {
                throw new ImageFormatException($"it is corrupt: the gzip data of its layer {index + 1} is damaged: {e.Message}", e);
            }
        }
    }
}
