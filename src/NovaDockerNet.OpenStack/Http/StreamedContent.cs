using System.Net;
using System.Net.Http.Headers;

namespace NovaDockerNet.OpenStack.Http;

/// <summary>A body written as it comes into being, of unknown length: the time limit is for each piece the service takes, not for the whole.</summary>
sealed class StreamedContent : HttpContent
{
    // What glanceclient sends; uWSGI, under which many a Glance runs, refuses chunks of over 1 MB ("unable to receive chunked part").
    private const int LargestPiece = 64 * 1024;

    private readonly Func<Stream, CancellationToken, Task> _write;

    /// <param name="write">Writes the body; what it throws is what the caller of the request gets.</param>
    public StreamedContent(Func<Stream, CancellationToken, Task> write)
    {
        _write = write;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    /// <summary>Set when it was the body that failed and not the connection.</summary>
    public Exception? SourceFailure { get; private set; }

    /// <summary>Called before each piece with true, and with false when it has been taken.</summary>
    public Action<bool> OnPiece { get; set; } = static _ => { };

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var pieces = new PieceStream(stream, this);
        // Until the first byte is there the service waits for us.
        OnPiece(false);
        try
        {
            await _write(pieces, cancellationToken);
        }
        catch (Exception e) when (!pieces.Failed && !cancellationToken.IsCancellationRequested)
        {
            SourceFailure = e;
            throw;
        }
        // From here on it is the service's turn to answer.
        OnPiece(true);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private sealed class PieceStream(Stream inner, StreamedContent owner) : Stream
    {
        public bool Failed { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            owner.OnPiece(true);
            try
            {
                for (var rest = buffer; rest.Length > 0; rest = rest[Math.Min(rest.Length, LargestPiece)..])
                    await inner.WriteAsync(rest[..Math.Min(rest.Length, LargestPiece)], cancellationToken);
            }
            catch
            {
                Failed = true;
                throw;
            }
            owner.OnPiece(false);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("write asynchronously");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
