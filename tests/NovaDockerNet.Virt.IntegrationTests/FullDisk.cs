using NovaDockerNet.TestKit;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>A file system without room over a folder, with what the folder holds; until it is disposed of.</summary>
sealed class FullDisk : IAsyncDisposable
{
    private readonly string _folder;

    private FullDisk(string folder) => _folder = folder;

    public static async Task<FullDisk> OverAsync(string folder)
    {
        using var copy = new TempDirectory();
        await Command.RunAsync("cp", "-a", $"{folder}/.", copy.Path);
        await Command.RunAsync("mount", "-t", "tmpfs", "-o", "size=256k", "ndn-full", folder);
        var disk = new FullDisk(folder);
        try
        {
            await Command.RunAsync("cp", "-a", $"{copy.Path}/.", folder);
            await disk.FillAsync();
            return disk;
        }
        catch
        {
            await disk.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Command.RunAsync("umount", _folder);

    private async Task FillAsync()
    {
        await using var file = new FileStream(Path.Combine(_folder, "filler"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                await file.WriteAsync(new byte[1 << 12]);
            }
        }
        catch (IOException)
        {
            // No space left on device.
        }
    }
}
