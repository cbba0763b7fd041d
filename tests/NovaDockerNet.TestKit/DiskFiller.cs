namespace NovaDockerNet.TestKit;

/// <summary>A file that takes all the room there is on its file system until it is disposed of.</summary>
public sealed class DiskFiller : IDisposable
{
    private readonly string _path;

    private DiskFiller(string path) => _path = path;

    /// <param name="path">The file; its file system should be a small one of the test's own.</param>
    public static async Task<DiskFiller> FillAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        // Large pieces first, then pages: what is left over is less than anything needs.
        await FillAsync(file, new byte[1 << 20]);
        await FillAsync(file, new byte[1 << 12]);
        return new DiskFiller(path);
    }

    public void Dispose() => File.Delete(_path);

    private static async Task FillAsync(FileStream file, byte[] piece)
    {
        try
        {
            while (true)
            {
                await file.WriteAsync(piece);
            }
        }
        catch (IOException)
        {
            // No space left on device.
        }
    }
}
