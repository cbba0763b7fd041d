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
            // It goes with the file system.
            await DiskFiller.FillAsync(Path.Combine(folder, "filler"));
            return disk;
        }
        catch
        {
            await disk.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Command.RunAsync("umount", _folder);
}
