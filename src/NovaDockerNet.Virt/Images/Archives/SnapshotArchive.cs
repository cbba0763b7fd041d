using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>
/// Passes a docker save archive on as the archive of a snapshot: that of a server's image with one layer more, or that of a committed container. The
/// layers stay as they are, the configuration is that of the image the container was made from.
/// </summary>
/// <remarks>
/// docker commit writes the container's own configuration into the image: our labels, which would make anyone's container of it look like one of
/// our servers, the server's metadata as environment, its host name. None of that can be taken out by an option of commit. Since a server
/// changes files and never its configuration, the image's own is the right one. Read and written in one pass, whatever its size.
/// </remarks>
static class SnapshotArchive
{
    private const string ManifestName = "manifest.json";
    private const int LongestJson = 16 << 20;
    private const int BufferSize = 64 * 1024;

    /// <param name="saved">What docker save writes.</param>
    /// <param name="imageConfig">The "config" member of the image's configuration.</param>
    /// <param name="added">What comes on top of the archive's layers; null if they are all.</param>
    /// <param name="output">Where the archive goes; not closed.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public static async Task WriteAsync(Stream saved, JObject imageConfig, AddedLayer? added, Stream output, CancellationToken cancellationToken)
    {
        var buffered = new BufferedStream(output, BufferSize);
        await using (var tar = new TarWriter(buffered, TarEntryFormat.Pax, leaveOpen: true))
        await using (var source = new TarReader(saved, leaveOpen: true))
        {
            var texts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            while (await source.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
                await CopyAsync(entry, tar, texts, cancellationToken);
            var manifest = Manifest(texts);
            var configName = (string?)manifest["Config"] ?? throw new ImageFormatException("docker save named no configuration");
            var image = ImageConfiguration.Parse(Text(texts, configName));
            if (added is not null)
                await AddAsync(added, manifest, image, tar, cancellationToken);
            var config = Rewrite(image, imageConfig);
            manifest["Config"] = $"{Convert.ToHexStringLower(SHA256.HashData(config))}.json";
            // Whoever loads it gives it a name.
            manifest["RepoTags"] = JValue.CreateNull();
            manifest.Remove("LayerSources");
            await WriteAsync(tar, (string)manifest["Config"]!, new MemoryStream(config), cancellationToken);
            await WriteAsync(tar, ManifestName, new MemoryStream(Bytes(new JArray(manifest))), cancellationToken);
        }
        await buffered.FlushAsync(cancellationToken);
    }

    private static async Task CopyAsync(TarEntry entry, TarWriter tar, Dictionary<string, byte[]> texts, CancellationToken cancellationToken)
    {
        switch (entry.EntryType)
        {
            // A layer that occurs twice is a link to the first.
            case TarEntryType.SymbolicLink or TarEntryType.HardLink:
                await tar.WriteEntryAsync(new PaxTarEntry(entry.EntryType, entry.Name) { LinkName = entry.LinkName }, cancellationToken);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile when entry.DataStream is { } data:
                var start = new byte[1];
                await data.ReadExactlyAsync(start, cancellationToken);
                var whole = new SizedStream(new Prefixed(start, data), entry.Length);
                // Of JSON only the manifest and the configuration are wanted: Docker's older ones name the container, an OCI index the old configuration.
                if (start[0] is (byte)'{' or (byte)'[' && entry.Length <= LongestJson)
                    texts[entry.Name] = await ReadAsync(whole, entry.Length, cancellationToken);
                // The other small files are versions ("1.0"), which nobody reads.
                else if (!entry.Name.EndsWith("/VERSION", StringComparison.Ordinal))
                    await WriteAsync(tar, entry.Name, whole, cancellationToken);
                break;
        }
    }

    // image-spec: config.md; a history entry stands for each layer.
    private static async Task AddAsync(AddedLayer added, JObject manifest, JObject image, TarWriter tar, CancellationToken cancellationToken)
    {
        if (manifest["Layers"] is not JArray layers || image["rootfs"]?["diff_ids"] is not JArray diffIds)
            throw new ImageFormatException("docker save named no layers");
        var name = $"{added.Layer.Digest}.tar";
        await WriteAsync(tar, name, new SizedStream(added.Layer.Content(), added.Layer.Size), cancellationToken);
        layers.Add(name);
        diffIds.Add($"sha256:{added.Layer.Digest}");
        image["created"] = added.Created;
        if (image["history"] is JArray history)
            history.Add(new JObject { ["created"] = added.Created, ["comment"] = added.Comment });
    }

    private static byte[] Rewrite(JObject config, JObject imageConfig)
    {
        config["config"] = imageConfig.DeepClone();
        config.Remove("container");
        config.Remove("container_config");
        ImageConfiguration.RemoveOurLabels(config);
        return Bytes(config);
    }

    private static JObject Manifest(Dictionary<string, byte[]> texts)
        => JToken.Parse(Encoding.UTF8.GetString(Text(texts, ManifestName))) is JArray { Count: 1 } images && images[0] is JObject image
            ? image
            : throw new ImageFormatException("docker save wrote something else than one image");

    private static byte[] Text(Dictionary<string, byte[]> texts, string name)
        => texts.GetValueOrDefault(name) ?? throw new ImageFormatException($"docker save wrote no {name}");

    private static byte[] Bytes(JToken json) => Encoding.UTF8.GetBytes(json.ToString(Formatting.None));

    private static async Task<byte[]> ReadAsync(SizedStream data, long length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await data.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
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

    /// <summary>A stream with bytes put back that were read from it.</summary>
    private sealed class Prefixed(byte[] start, Stream rest) : Stream
    {
        private int _taken;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_taken == start.Length)
                return rest.ReadAsync(buffer, cancellationToken);
            var count = Math.Min(buffer.Length, start.Length - _taken);
            start.AsMemory(_taken, count).CopyTo(buffer);
            _taken += count;
            return ValueTask.FromResult(count);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read asynchronously");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
