using Newtonsoft.Json;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Images;

/// <summary>The image records under state_path, one file per Glance image.</summary>
sealed class ImageRecords(string folder, TimeProvider time)
{
    public void Ensure()
    {
        Directory.CreateDirectory(folder);
        AtomicFile.RemoveLeftovers(folder);
    }

    /// <summary>Null when there is none; one that cannot be read counts as none, because the image can always be loaded again.</summary>
    public ImageRecord? Read(string imageId)
    {
        try
        {
            return JsonConvert.DeserializeObject<ImageRecord>(File.ReadAllText(PathOf(imageId)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void Write(ImageRecord record) => AtomicFile.WriteAllText(PathOf(record.ImageId), JsonConvert.SerializeObject(record, Formatting.Indented));

    public void MarkUsed(string imageId) => File.SetLastWriteTimeUtc(PathOf(imageId), time.GetUtcNow().UtcDateTime);

    public DateTimeOffset LastUsed(string imageId) => new(File.GetLastWriteTimeUtc(PathOf(imageId)), TimeSpan.Zero);

    public void Remove(string imageId) => AtomicFile.Delete(PathOf(imageId));

    public IReadOnlyList<string> List() => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private string PathOf(string imageId) => Path.Combine(folder, imageId + ".json");
}
