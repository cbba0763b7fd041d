namespace NovaDockerNet.OpenStack.Glance;

/// <summary>An image's data on its way. Dispose to give the connection back.</summary>
/// <param name="Content">Fails with <see cref="OpenStackConnectionException"/> when it stalls or breaks off.</param>
/// <param name="Offset">Where the first byte of <paramref name="Content"/> stands in the image: 0 when the store cannot do ranges.</param>
/// <param name="TotalSize">Of the whole image, when Glance said so.</param>
/// <param name="Md5">Content-MD5 of the whole image, hexadecimal.</param>
public sealed record ImageDownload(Stream Content, long Offset, long? TotalSize, string? Md5) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
