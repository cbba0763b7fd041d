using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>The one image of an archive: its configuration and its layers, lowest first.</summary>
/// <param name="LayerNames">Names in the archive.</param>
sealed record ArchivedImage(ArchiveIndex Archive, byte[] Config, IReadOnlyList<string> LayerNames)
{
    private const int MostLayers = 125;

    /// <summary>What the configuration says the unpacked layers hash to, in the same order.</summary>
    public IReadOnlyList<string> DiffIds { get; private init; } = [];

    /// <summary>Reads a docker save archive or an OCI image layout, told apart by content.</summary>
    /// <param name="architecture">Go's name of this host's: amd64, arm64.</param>
    /// <exception cref="ImageFormatException">Anything else, several images, a foreign platform, missing parts.</exception>
    public static ArchivedImage From(ArchiveIndex archive, string architecture)
    {
        try
        {
            // Docker 25 and newer write both; its own manifest is the simpler one.
            var image = archive.Contains("manifest.json") ? FromDocker(archive)
                : archive.Contains("index.json") ? FromOci(archive, architecture)
                : throw new ImageFormatException("it is a tar, but neither a docker save archive (manifest.json) nor an OCI archive (index.json)");
            return image.Checked(architecture);
        }
        // JSON of another shape than it should have: an object where a text belongs, a number beyond measure.
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidCastException or FormatException or OverflowException)
        {
            throw new ImageFormatException($"its manifest or its configuration has the wrong shape: {e.Message}", e);
        }
    }

    // github.com/moby/docker-image-spec "Combined Image JSON + Filesystem Changeset Format"
    private static ArchivedImage FromDocker(ArchiveIndex archive)
    {
        var manifest = archive.ReadJson<JArray>("manifest.json");
        if (manifest.Count != 1)
            throw new ImageFormatException($"the archive holds {manifest.Count} images; a server is made from exactly one");
        var image = manifest[0] as JObject;
        var config = (string?)image?[nameof(Config)] ?? throw new ImageFormatException("manifest.json in the archive names no Config");
        var layers = image!["Layers"] is JArray list ? list.Select(layer => (string?)layer ?? "").ToList() : [];
        return new ArchivedImage(archive, archive.ReadAll(config), layers);
    }

    // github.com/opencontainers/image-spec image-layout.md, image-index.md, manifest.md
    private static ArchivedImage FromOci(ArchiveIndex archive, string architecture)
    {
        var manifest = FindManifest(archive, archive.ReadJson<JObject>("index.json"), architecture, depth: 0);
        if (manifest["config"] is not JObject config || manifest["layers"] is not JArray layers)
            throw new ImageFormatException("the OCI archive's manifest has no config and layers");
        return new ArchivedImage(archive, archive.ReadAll(Blob(config)), [.. layers.Select(Blob)]);
    }

    private static JObject FindManifest(ArchiveIndex archive, JObject index, string architecture, int depth)
    {
        var manifests = (index["manifests"] as JArray ?? []).OfType<JObject>().Where(m => !IsAttestation(m)).ToList();
        if (manifests.Count > 1)
            manifests = manifests.FindAll(m => (string?)m["platform"]?["architecture"] == architecture && (string?)m["platform"]?["os"] == "linux");
        if (manifests.Count != 1 || depth > 2)
            throw new ImageFormatException(
                manifests.Count == 0 ? $"the OCI archive has no image for linux/{architecture}" : "the OCI archive holds several images; a server is made from exactly one");
        var child = archive.ReadJson<JObject>(Blob(manifests[0]));
        return child["manifests"] is null ? child : FindManifest(archive, child, architecture, depth + 1);
    }

    private static bool IsAttestation(JObject manifest)
        => (string?)manifest["annotations"]?["vnd.docker.reference.type"] == "attestation-manifest";

    private static string Blob(JToken descriptor)
    {
        var digest = (string?)descriptor["digest"] ?? "";
        var parts = digest.Split(':');
        if (parts.Length != 2 || !parts[0].All(char.IsAsciiLetterOrDigit) || !parts[1].All(char.IsAsciiHexDigit))
            throw new ImageFormatException($"the OCI archive names a blob by \"{digest}\", which is no digest");
        return $"blobs/{parts[0]}/{parts[1]}";
    }

    private ArchivedImage Checked(string architecture)
    {
        var config = ImageConfiguration.Parse(Config);
        var os = (string?)config["os"] ?? "linux";
        var arch = (string?)config["architecture"] ?? architecture;
        if (os != "linux" || arch != architecture)
            throw new ImageFormatException($"it is for {os}/{arch}, this host is linux/{architecture}");
        if (LayerNames.Count == 0)
            throw new ImageFormatException("it has no layers");
        if (LayerNames.Count > MostLayers)
            throw new ImageFormatException($"it has {LayerNames.Count} layers; Docker takes at most {MostLayers}");
        if (config["rootfs"]?["diff_ids"] is not JArray ids || ids.Count != LayerNames.Count)
            throw new ImageFormatException("its configuration and its manifest disagree about the layers");
        foreach (var layer in LayerNames)
            Archive.Open(layer).Dispose();
        return this with
        {
            DiffIds = [.. ids.Select(id => (string?)id ?? "")],
            Config = ImageConfiguration.RemoveOurLabels(config) ? Encoding.UTF8.GetBytes(config.ToString(Formatting.None)) : Config,
        };
    }
}
