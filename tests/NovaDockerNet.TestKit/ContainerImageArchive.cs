using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.TestKit;

/// <summary>Makes container images out of a static busybox, without a daemon or a registry.</summary>
public static class ContainerImageArchive
{
    private const string Busybox = "/bin/busybox";

    private static readonly string[] Applets =
        ["sh", "sleep", "cat", "echo", "ip", "ping", "hostname", "ls", "ps", "true", "false", "test", "trap", "free", "id", "env", "sed", "kill", "nslookup"];

    /// <summary>A root file system with a shell: the layer of the images below, and a bare image by itself.</summary>
    public static byte[] RootFileSystem(params (string Path, string Text)[] files)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var folder in (string[])["bin", "etc", "tmp", "root", "proc", "sys", "dev"])
                tar.WriteEntry(Entry(TarEntryType.Directory, folder + "/", (UnixFileMode)0b111_101_101));
            var busybox = Entry(TarEntryType.RegularFile, "bin/busybox", (UnixFileMode)0b111_101_101);
            using var program = new MemoryStream(File.ReadAllBytes(Busybox));
            busybox.DataStream = program;
            tar.WriteEntry(busybox);
            foreach (var applet in Applets)
            {
                var link = Entry(TarEntryType.SymbolicLink, $"bin/{applet}", (UnixFileMode)0b111_111_111);
                link.LinkName = "busybox";
                tar.WriteEntry(link);
            }
            foreach (var (path, text) in files)
            {
                var file = Entry(TarEntryType.RegularFile, path, (UnixFileMode)0b110_100_100);
                using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
                file.DataStream = content;
                tar.WriteEntry(file);
            }
        }
        return stream.ToArray();
    }

    /// <summary>What docker save writes.</summary>
    public static byte[] Docker(string? repoTag, JObject config, byte[]? layer = null)
    {
        layer ??= RootFileSystem();
        var image = ImageConfig(config, layer);
        var name = Hex(image) + ".json";
        var manifest = new JArray(new JObject
        {
            ["Config"] = name,
            ["RepoTags"] = repoTag is null ? null : new JArray(repoTag),
            ["Layers"] = new JArray("layer/layer.tar"),
        });
        return Tar((name, image), ("layer/layer.tar", layer), ("manifest.json", Bytes(manifest)));
    }

    /// <summary>An OCI image layout in a tar, as buildah, skopeo and newer Docker write it.</summary>
    public static byte[] Oci(string? refName, JObject config, byte[]? layer = null)
    {
        layer ??= RootFileSystem();
        var image = ImageConfig(config, layer);
        var manifest = Bytes(new JObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = Descriptor("application/vnd.oci.image.config.v1+json", image),
            ["layers"] = new JArray(Descriptor("application/vnd.oci.image.layer.v1.tar", layer)),
        });
        var reference = Descriptor("application/vnd.oci.image.manifest.v1+json", manifest);
        if (refName is not null)
            reference["annotations"] = new JObject { ["org.opencontainers.image.ref.name"] = refName };
        return Tar(
            ("oci-layout", Bytes(new JObject { ["imageLayoutVersion"] = "1.0.0" })),
            ("index.json", Bytes(new JObject { ["schemaVersion"] = 2, ["manifests"] = new JArray(reference) })),
            (Blob(manifest), manifest), (Blob(image), image), (Blob(layer), layer));
    }

    public static byte[] Tar(params (string Name, byte[] Data)[] files)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, data) in files)
            {
                var entry = Entry(TarEntryType.RegularFile, name, (UnixFileMode)0b110_100_100);
                using var content = new MemoryStream(data);
                entry.DataStream = content;
                tar.WriteEntry(entry);
            }
        }
        return stream.ToArray();
    }

    private static byte[] ImageConfig(JObject config, byte[] layer) => Bytes(new JObject
    {
        ["architecture"] = "amd64",
        ["os"] = "linux",
        ["created"] = "2026-01-01T00:00:00Z",
        ["config"] = config,
        ["rootfs"] = new JObject { ["type"] = "layers", ["diff_ids"] = new JArray("sha256:" + Hex(layer)) },
        ["history"] = new JArray(new JObject { ["created"] = "2026-01-01T00:00:00Z", ["created_by"] = "test" }),
    });

    private static JObject Descriptor(string mediaType, byte[] data)
        => new() { ["mediaType"] = mediaType, ["digest"] = "sha256:" + Hex(data), ["size"] = data.Length };

    private static string Blob(byte[] data) => "blobs/sha256/" + Hex(data);

    private static string Hex(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data));

    private static byte[] Bytes(JToken json) => Encoding.UTF8.GetBytes(json.ToString());

    private static PaxTarEntry Entry(TarEntryType type, string name, UnixFileMode mode)
        => new(type, name) { Mode = mode, ModificationTime = DateTimeOffset.UnixEpoch };
}
