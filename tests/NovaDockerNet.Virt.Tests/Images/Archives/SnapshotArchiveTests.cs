using System.Formats.Tar;
using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Images.Archives;

namespace NovaDockerNet.Virt.Tests.Images.Archives;

/// <summary>What docker save makes of a committed container, in the layouts of Docker 20.10 and of 25 and newer.</summary>
public sealed class SnapshotArchiveTests : IDisposable
{
    private static readonly byte[] Layer = ContainerImageArchive.Tar(("etc/motd", "hello"u8.ToArray()));
    private static readonly JObject ImageConfig = new()
    {
        ["Cmd"] = new JArray("sh"),
        ["Env"] = new JArray("PATH=/bin"),
        ["Labels"] = new JObject { ["maintainer"] = "x" },
    };

    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_layers_stay_and_the_configuration_is_the_images_own(bool oci)
    {
        using var output = new MemoryStream();
        await SnapshotArchive.WriteAsync(new ForwardOnly(oci ? Oci() : Docker()), ImageConfig, null, output, CancellationToken.None);

        await File.WriteAllBytesAsync(_temp.File("snapshot"), output.ToArray());
        await using var file = File.OpenRead(_temp.File("snapshot"));
        var image = ArchivedImage.From(await ArchiveIndex.ReadAsync(file, CancellationToken.None), "amd64");
        var config = ImageConfiguration.Parse(image.Config);
        Assert.True(JToken.DeepEquals(ImageConfig, config["config"]), config.ToString());
        Assert.Equal(2, image.LayerNames.Count);
        Assert.All(image.LayerNames, name => Assert.Equal(Layer, image.Archive.ReadAll(name)));
        Assert.Equal(JTokenType.Null, image.Archive.ReadJson<JArray>("manifest.json")[0]["RepoTags"]!.Type);
        // Nothing of the server is in any of its files.
        Assert.DoesNotContain("secret-of-the-server", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
        Assert.DoesNotContain(image.Archive.Names, name => name is "repositories" or "index.json" || name.EndsWith("/json", StringComparison.Ordinal));
        await LayerVerifier.VerifyAsync(image, long.MaxValue, CancellationToken.None);
    }

    [Fact]
    public async Task An_archive_that_ends_early_is_a_failure()
    {
        var cut = Docker();
        await Assert.ThrowsAnyAsync<Exception>(
            () => SnapshotArchive.WriteAsync(new ForwardOnly(cut[..(cut.Length / 2)]), ImageConfig, null, new MemoryStream(), CancellationToken.None));
        await Assert.ThrowsAsync<ImageFormatException>(
            () => SnapshotArchive.WriteAsync(new ForwardOnly(ContainerImageArchive.Tar(("x", "y"u8.ToArray()))), ImageConfig, null, new MemoryStream(), CancellationToken.None));
    }

    private static byte[] Docker()
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var layer in (string[])["a", "b"])
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, layer + "/"));
                Write(tar, layer + "/VERSION", "1.0"u8.ToArray());
                Write(tar, layer + "/json", Bytes(Committed()));
                if (layer == "a")
                    Write(tar, "a/layer.tar", Layer);
                else
                    tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "b/layer.tar") { LinkName = "../a/layer.tar" });
            }
            Write(tar, "c0ffee.json", Bytes(Committed()));
            Write(tar, "manifest.json", """[{"Config":"c0ffee.json","RepoTags":["nova-snapshot/x:latest"],"Layers":["a/layer.tar","b/layer.tar"]}]"""u8.ToArray());
            Write(tar, "repositories", """{"nova-snapshot/x":{"latest":"secret-of-the-server"}}"""u8.ToArray());
        }
        return stream.ToArray();
    }

    private static byte[] Oci() => ContainerImageArchive.Tar(
        ("blobs/sha256/c0ffee", Bytes(Committed())),
        ("blobs/sha256/feed", Encoding.UTF8.GetBytes("""{"config":{"digest":"sha256:c0ffee"},"annotations":{"x":"secret-of-the-server"}}""")),
        ("blobs/sha256/1a7e", Layer),
        ("index.json", """{"manifests":[{"digest":"sha256:feed"}]}"""u8.ToArray()),
        ("manifest.json", """[{"Config":"blobs/sha256/c0ffee","RepoTags":["x:1"],"Layers":["blobs/sha256/1a7e","blobs/sha256/1a7e"],"LayerSources":{}}]"""u8.ToArray()),
        ("oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray()));

    private static JObject Committed()
    {
        var id = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Layer));
        var process = new JObject
        {
            ["Hostname"] = "secret-of-the-server",
            ["Env"] = new JArray("password=secret-of-the-server"),
            ["Labels"] = new JObject { ["org.openstack.nova.instance-uuid"] = "secret-of-the-server" },
        };
        return new JObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["container"] = "secret-of-the-server",
            ["container_config"] = process,
            ["config"] = process.DeepClone(),
            ["rootfs"] = new JObject { ["type"] = "layers", ["diff_ids"] = new JArray(id, id) },
        };
    }

    private static void Write(TarWriter tar, string name, byte[] data)
    {
        using var content = new MemoryStream(data);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content });
    }

    private static byte[] Bytes(JToken json) => Encoding.UTF8.GetBytes(json.ToString());

    private sealed class ForwardOnly(byte[] data) : MemoryStream(data)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 777)], cancellationToken);
    }
}
