namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>
/// Refuses the reads with which TarReader fetches a long header (a path, extended attributes) whole: its length is the archive's word alone,
/// and a few compressed kilobytes can claim two gigabytes. File contents are never read that way here.
/// </summary>
sealed class HeaderLimitStream(Stream inner) : Stream
{
    private const int LongestHeader = 1 << 20;

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(Span<byte> buffer) => inner.Read(buffer[..Checked(buffer.Length)]);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => inner.ReadAsync(buffer[..Checked(buffer.Length)], cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static int Checked(int length)
        => length <= LongestHeader ? length : throw new ImageFormatException($"the archive has a header of {length} bytes; {LongestHeader} are the most");
}
