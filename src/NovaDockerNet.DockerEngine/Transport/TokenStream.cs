namespace NovaDockerNet.DockerEngine.Transport;

/// <summary>
/// Reads with a cancellation token of its own: Newtonsoft's reader does not hand its token on, and a read that waits for the next event would
/// never end.
/// </summary>
sealed class TokenStream(Stream inner, CancellationToken token) : AnswerStream
{
    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, token);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
