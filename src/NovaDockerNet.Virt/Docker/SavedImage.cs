using NovaDockerNet.DockerEngine;

namespace NovaDockerNet.Virt.Docker;

/// <summary>docker save of an image, asked for before it is wanted: Docker packs all of it before it sends the first byte.</summary>
sealed class SavedImage(DockerEngineClient docker, string name, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly Task<Stream> _packing = docker.Images.SaveAsync(name, cancellationToken);
    private int _opened;

    /// <summary>Ends when the first byte is there.</summary>
    public Task PackedAsync() => _packing;

    /// <summary>The archive, which is the caller's; whoever comes second has it packed anew.</summary>
    public Task<Stream> OpenAsync(CancellationToken token) => Interlocked.Exchange(ref _opened, 1) == 0 ? _packing : docker.Images.SaveAsync(name, token);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _opened, 1) != 0)
            return;
        try
        {
            await (await _packing).DisposeAsync();
        }
        catch (Exception e) when (e is DockerException or OperationCanceledException)
        {
            // Who needed it has heard of it from PackedAsync; nobody else wants to.
        }
    }
}
