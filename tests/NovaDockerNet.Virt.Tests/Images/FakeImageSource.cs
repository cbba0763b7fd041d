using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Virt.Images;

namespace NovaDockerNet.Virt.Tests.Images;

/// <summary>A Glance with one image, whose transfers can break.</summary>
sealed class FakeImageSource(JObject record, byte[] data) : IImageSource
{
    public int Opened;

    /// <summary>Bytes after which the next transfers break, one entry each.</summary>
    public Queue<int> Breaks { get; } = new();

    public bool IgnoresOffsets { get; set; }

    /// <summary>Holds every transfer until set.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public Task<JObject> ShowAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
        => imageId == (string?)record["id"] ? Task.FromResult(record) : throw new ImageNotFound(imageId);

    public async Task<ImageData> OpenAsync(RequestContext context, string imageId, long offset, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Opened);
        if (Gate is not null)
            await Gate.Task.WaitAsync(cancellationToken);
        var from = IgnoresOffsets ? 0 : (int)offset;
        return new ImageData(new BreakingStream(data[from..], Breaks.TryDequeue(out var at) ? at : int.MaxValue), from);
    }

    public Task UploadAsync(
        RequestContext context, string imageId, JObject values, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    private sealed class BreakingStream(byte[] data, int breakAt) : MemoryStream(data)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= breakAt)
                throw new IOException("connection reset");
            var most = (int)Math.Min(buffer.Length, Math.Min(1000, breakAt - Position));
            return await base.ReadAsync(buffer[..most], cancellationToken);
        }
    }
}
