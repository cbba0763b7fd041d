using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>Writes an image as a docker save archive that carries our tag and no other.</summary>
/// <remarks>
/// Every image is loaded through this: docker load applies the tags an archive names, so the original could move the tag of an image
/// that someone else on this Docker uses. It also makes OCI archives loadable by Engines that know only Docker's own form.
/// </remarks>
static class DockerArchiveWriter
{
    public static async Task WriteAsync(ArchivedImage image, string reference, Stream output, CancellationToken cancellationToken)
    {
        await using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        var config = $"{Convert.ToHexStringLower(SHA256.HashData(image.Config))}.json";
        await WriteAsync(tar, config, new MemoryStream(image.Config), cancellationToken);
        var layers = new JArray();
        for (var i = 0; i < image.LayerNames.Count; i++)
        {
            var name = $"{i}/layer.tar";
            await WriteAsync(tar, name, image.Archive.Open(image.LayerNames[i]), cancellationToken);
            layers.Add(name);
        }
        var manifest = new JArray(new JObject { ["Config"] = config, ["RepoTags"] = new JArray(reference), ["Layers"] = layers });
        await WriteAsync(tar, "manifest.json", new MemoryStream(Encoding.UTF8.GetBytes(manifest.ToString(Formatting.None))), cancellationToken);
    }

    private static async Task WriteAsync(TarWriter tar, string name, Stream data, CancellationToken cancellationToken)
    {
        await using (data)
        {
            var entry = new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = data,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                ModificationTime = DateTimeOffset.UnixEpoch,
            };
            await tar.WriteEntryAsync(entry, cancellationToken);
        }
    }
}
