namespace NovaDockerNet.Virt.Images;

/// <summary>Image data on its way. A broken transfer fails with IOException.</summary>
/// <param name="Offset">Where in the image the first byte stands.</param>
public sealed record ImageData(Stream Content, long Offset) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
