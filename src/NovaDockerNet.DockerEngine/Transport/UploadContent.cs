using System.Net;
using System.Net.Http.Headers;

namespace NovaDockerNet.DockerEngine.Transport;

/// <summary>A request body read from a stream, which remembers when it was the source that failed and not the connection.</summary>
sealed class UploadContent : HttpContent
{
    private readonly Stream _source;

    public UploadContent(Stream source)
    {
        _source = source;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
    }

    public Exception? SourceFailure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[128 * 1024];
        while (true)
        {
            int read;
            try
            {
                read = await _source.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception e)
            {
                SourceFailure = e;
                throw;
            }
            if (read == 0)
                return;
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
