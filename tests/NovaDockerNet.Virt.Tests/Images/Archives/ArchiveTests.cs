using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Images.Archives;

namespace NovaDockerNet.Virt.Tests.Images.Archives;

public sealed class ArchiveTests : IDisposable
{
    private static readonly byte[] Layer = ContainerImageArchive.Tar(("etc/motd", "hello"u8.ToArray()));
    private static readonly JObject Config = new() { ["Cmd"] = new JArray("sh") };

    private readonly TempDirectory _temp = new();
    private readonly List<FileStream> _files = [];

    public void Dispose()
    {
        _files.ForEach(file => file.Dispose());
        _temp.Dispose();
    }

    [Fact]
    public async Task Docker_and_oci_archives_are_told_apart_by_content()
    {
        var docker = await ReadAsync(ContainerImageArchive.Docker("someone/else:latest", Config, Layer));
        var oci = await ReadAsync(ContainerImageArchive.Oci("latest", Config, Layer));

        Assert.Equal(docker.Config, oci.Config);
        Assert.Single(docker.LayerNames);
        Assert.Equal(Layer, oci.Archive.ReadAll(oci.LayerNames[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_loaded_carries_our_tag_and_no_other(bool oci)
    {
        var image = await ReadAsync(oci
            ? ContainerImageArchive.Oci("someone/else:latest", Config, Layer)
            : ContainerImageArchive.Docker("someone/else:latest", Config, Layer));

        var output = new MemoryStream();
        await DockerArchiveWriter.WriteAsync(image, "nova/x:sha512-1", output, CancellationToken.None);
        var written = await ReadAsync(output.ToArray());

        Assert.Equal(["nova/x:sha512-1"], written.Archive.ReadJson<JArray>("manifest.json")[0]["RepoTags"]!.Select(t => (string?)t));
        Assert.Equal(image.Config, written.Config);
        Assert.Equal(Layer, written.Archive.ReadAll(written.LayerNames[0]));
        Assert.DoesNotContain("repositories", written.Archive.Names);
    }

    [Fact]
    public async Task Linked_layers_are_followed()
    {
        var image = await ReadAsync(ContainerImageArchive.Docker(null, Config, Layer));
        Assert.Equal(Layer.Length, image.Archive.Open("./layer/../layer/layer.tar").Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Layers_must_be_what_the_configuration_says(bool gzip)
    {
        var layer = gzip ? await GzipAsync(Layer) : Layer;
        var id = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Layer));

        await LayerVerifier.VerifyAsync(await ReadAsync(Claiming(id, layer)), Layer.Length, CancellationToken.None);
        var borrowed = await ReadAsync(Claiming("sha256:" + new string('0', 64), layer));
        var e = await Assert.ThrowsAsync<ImageFormatException>(() => LayerVerifier.VerifyAsync(borrowed, long.MaxValue, CancellationToken.None));
        Assert.Contains("its layer 1 is " + id, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Layers_that_unpack_to_more_than_there_is_room_for_are_this_hosts_limit()
    {
        var zeros = new byte[4 << 20];
        var id = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(zeros));
        var image = await ReadAsync(Claiming(id, await GzipAsync(zeros)));

        await Assert.ThrowsAsync<ComputeResourcesUnavailable>(() => LayerVerifier.VerifyAsync(image, zeros.Length - 1, CancellationToken.None));
        await LayerVerifier.VerifyAsync(image, zeros.Length, CancellationToken.None);
    }

    [Theory]
    [InlineData("""{"rootfs":{"diff_ids":["sha256:0"]},"RootFS":{"diff_ids":["sha256:1"]}}""", "RootFS where rootfs is meant")]
    [InlineData("""{"rootfs":{"diff_ids":["sha256:0"],"DIFF_IDS":["sha256:1"]}}""", "DIFF_IDS where diff_ids is meant")]
    [InlineData("""{"rootfs":{"diff_ids":["sha256:0"]},"rootfs":{"diff_ids":["sha256:1"]}}""", "not valid JSON")]
    [InlineData("""{"rootfs":{"diff_ids":["sha256:0"]},"config":{"Label\u017f":{"org.openstack.nova.host":"h"}}}""", "where Labels is meant")]
    [InlineData("""{"rootfs":{"diff_ids":["sha256:0"]},"os":{}}""", "wrong shape")]
    [InlineData("""{"rootfs":"none"}""", "wrong shape")]
    public async Task A_configuration_that_Docker_would_read_otherwise_is_refused(string config, string reason)
        => await AssertRefusedAsync(
            ContainerImageArchive.Tar(
                ("c.json", System.Text.Encoding.UTF8.GetBytes(config)), ("l", Layer), ("manifest.json", """[{"Config":"c.json","Layers":["l"]}]"""u8.ToArray())),
            reason);

    [Fact]
    public async Task Labels_that_say_which_container_is_which_server_do_not_come_from_images()
    {
        var config = (JObject)Config.DeepClone();
        config["Labels"] = new JObject { ["org.openstack.nova.instance-uuid"] = TestObjects.Uuid, ["org.openstack.nova.host"] = "host-1", ["maintainer"] = "2026-11-22T08:00:00Z" };

        var image = await ReadAsync(ContainerImageArchive.Docker(null, config, Layer));

        var labels = (JObject)JObject.Parse(System.Text.Encoding.UTF8.GetString(image.Config))["config"]!["Labels"]!;
        Assert.Equal(["maintainer"], labels.Properties().Select(label => label.Name));
        Assert.Contains("2026-11-22T08:00:00Z", System.Text.Encoding.UTF8.GetString(image.Config), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_claims_gigabytes_is_not_read()
    {
        // A tar begins with a header block; this one says that 1.5 GB of extended attributes follow.
        var archive = ContainerImageArchive.Tar(("x", new byte[10_000]));
        archive[156] = (byte)'x';
        System.Text.Encoding.ASCII.GetBytes("13144000000\0").CopyTo(archive, 124);
        System.Text.Encoding.ASCII.GetBytes("        ").CopyTo(archive, 148);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(archive[..512].Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(archive, 148);

        await AssertRefusedAsync(archive, "header of");
        foreach (var data in new[] { archive, await GzipAsync(archive) })
        {
            var e = await Assert.ThrowsAsync<ImageFormatException>(() => RootFileSystem.CheckAsync(File(data), CancellationToken.None));
            Assert.Contains("header of", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_root_file_system_may_hold_any_number_of_files()
    {
        using var tar = new MemoryStream();
        await using (var writer = new System.Formats.Tar.TarWriter(tar, System.Formats.Tar.TarEntryFormat.Ustar, leaveOpen: true))
        {
            for (var i = 0; i <= 100_000; i++)
                await writer.WriteEntryAsync(new System.Formats.Tar.UstarTarEntry(System.Formats.Tar.TarEntryType.RegularFile, $"usr/{i}"));
        }

        await RootFileSystem.CheckAsync(File(tar.ToArray()), CancellationToken.None);
        await AssertRefusedAsync(tar.ToArray(), "entries");
    }

    [Fact]
    public async Task Several_images_are_refused()
    {
        var manifest = """[{"Config":"a.json","Layers":["l"]},{"Config":"b.json","Layers":["l"]}]"""u8.ToArray();

        await AssertRefusedAsync(ContainerImageArchive.Tar(("manifest.json", manifest)), "2 images");
    }

    [Fact]
    public async Task A_truncated_archive_is_called_so()
    {
        var whole = ContainerImageArchive.Docker(null, Config, new byte[20_000]);

        await AssertRefusedAsync(whole[..(whole.Length / 2)], "truncated");
    }

    [Theory]
    [InlineData("""[{"Config":"c.json","Layers":["missing"]}]""", "missing is missing")]
    [InlineData("""[{"Config":"nowhere.json","Layers":["l"]}]""", "nowhere.json is missing")]
    [InlineData("""[{"Config":"c.json","Layers":["l","l"]}]""", "disagree about the layers")]
    [InlineData("""[{"Config":"c.json","Layers":[]}]""", "no layers")]
    [InlineData("""[{"Layers":["l"]}]""", "no Config")]
    [InlineData("""[{"Config":""", "not valid JSON")]
    [InlineData("""{}""", "wrong shape")]
    [InlineData("""[{"Config":"../../etc/passwd","Layers":["l"]}]""", "is missing")]
    public async Task A_damaged_manifest_is_named(string manifest, string reason)
    {
        var config = """{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["sha256:0"]}}"""u8.ToArray();

        await AssertRefusedAsync(
            ContainerImageArchive.Tar(("c.json", config), ("l", Layer), ("manifest.json", System.Text.Encoding.UTF8.GetBytes(manifest))), reason);
    }

    [Theory]
    [InlineData("linux", "arm64", "linux/arm64")]
    [InlineData("windows", "amd64", "windows/amd64")]
    public async Task A_foreign_platform_is_refused(string os, string architecture, string reason)
    {
        var config = new JObject
        {
            ["os"] = os,
            ["architecture"] = architecture,
            ["rootfs"] = new JObject { ["diff_ids"] = new JArray("sha256:0") },
        };
        await AssertRefusedAsync(
            ContainerImageArchive.Tar(
                ("c.json", System.Text.Encoding.UTF8.GetBytes(config.ToString())), ("l", Layer),
                ("manifest.json", """[{"Config":"c.json","Layers":["l"]}]"""u8.ToArray())), reason);
    }

    [Fact]
    public async Task An_oci_index_of_several_platforms_gives_this_hosts()
    {
        var amd = ContainerImageArchive.Oci(null, Config, Layer);
        var index = (await ReadIndexAsync(amd)).ReadJson<JObject>("index.json");
        var mine = (JObject)index["manifests"]![0]!.DeepClone();
        mine["platform"] = JObject.Parse("""{"os":"linux","architecture":"amd64"}""");
        var other = (JObject)mine.DeepClone();
        other["platform"]!["architecture"] = "arm64";
        other["digest"] = "sha256:00";
        var attestation = JObject.Parse("""{"digest":"sha256:01","annotations":{"vnd.docker.reference.type":"attestation-manifest"}}""");
        index["manifests"] = new JArray(other, mine, attestation);

        var archive = await ReadIndexAsync(await ReplaceAsync(amd, "index.json", index));
        Assert.Equal(["sh"], JObject.Parse(System.Text.Encoding.UTF8.GetString(ArchivedImage.From(archive, "amd64").Config))["config"]!["Cmd"]!.Select(c => (string?)c));
        Assert.Throws<ImageFormatException>(() => ArchivedImage.From(archive, "s390x"));
    }

    [Theory]
    [InlineData(new byte[] { 0x51, 0x46, 0x49, 0xfb, 0, 0 }, "qcow2")]
    [InlineData(new byte[0], "empty")]
    [InlineData(new byte[] { 1, 2, 3 }, "not a tar")]
    public async Task What_is_no_archive_is_named(byte[] data, string reason)
    {
        await AssertRefusedAsync(data, reason);
        await Assert.ThrowsAsync<ImageFormatException>(() => RootFileSystem.CheckAsync(File(data), CancellationToken.None));
    }

    [Fact]
    public async Task A_partitioned_disk_is_named()
    {
        var disk = new byte[1024];
        (disk[510], disk[511]) = (0x55, 0xaa);
        await AssertRefusedAsync(disk, "partitioned disk");
    }

    [Fact]
    public async Task A_root_file_system_is_not_a_container_image()
    {
        await RootFileSystem.CheckAsync(File(Layer), CancellationToken.None);
        await Assert.ThrowsAsync<ImageFormatException>(
            () => RootFileSystem.CheckAsync(File(ContainerImageArchive.Docker(null, Config, Layer)), CancellationToken.None));
        await Assert.ThrowsAsync<ImageFormatException>(
            () => RootFileSystem.CheckAsync(File(ContainerImageArchive.Oci(null, Config, Layer)), CancellationToken.None));
        await AssertRefusedAsync(Layer, "neither");
    }

    private static byte[] Claiming(string diffId, byte[] layer) => ContainerImageArchive.Tar(
        ("c.json", System.Text.Encoding.UTF8.GetBytes(new JObject { ["rootfs"] = new JObject { ["diff_ids"] = new JArray(diffId) } }.ToString())),
        ("l", layer),
        ("manifest.json", """[{"Config":"c.json","Layers":["l"]}]"""u8.ToArray()));

    private static async Task<byte[]> GzipAsync(byte[] data)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(data);
        return packed.ToArray();
    }

    private async Task AssertRefusedAsync(byte[] archive, string reason)
    {
        var e = await Assert.ThrowsAsync<ImageFormatException>(() => ReadAsync(archive));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    private async Task<ArchivedImage> ReadAsync(byte[] archive) => ArchivedImage.From(await ReadIndexAsync(archive), "amd64");

    private Task<ArchiveIndex> ReadIndexAsync(byte[] archive) => ArchiveIndex.ReadAsync(File(archive), CancellationToken.None);

    private async Task<byte[]> ReplaceAsync(byte[] archive, string name, JToken content)
    {
        var index = await ReadIndexAsync(archive);
        return ContainerImageArchive.Tar([.. index.Names.Select(
            n => (n, n == name ? System.Text.Encoding.UTF8.GetBytes(content.ToString()) : index.ReadAll(n)))]);
    }

    private FileStream File(byte[] data)
    {
        var path = _temp.File(Guid.NewGuid().ToString());
        System.IO.File.WriteAllBytes(path, data);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        _files.Add(file);
        return file;
    }
}
