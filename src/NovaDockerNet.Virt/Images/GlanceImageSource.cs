using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Glance;

namespace NovaDockerNet.Virt.Images;

/// <summary>Glance with nova's exceptions. nova: image/glance.py _translate_image_exception.</summary>
/// <param name="clients">A client that acts with the context's token, or as the service for a context without one.</param>
public sealed class GlanceImageSource(Func<RequestContext, GlanceClient> clients) : IImageSource
{
    public async Task<JObject> ShowAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
    {
        try
        {
            return (await clients(context).ShowAsync(imageId, cancellationToken)).Json;
        }
        catch (OpenStackException e)
        {
            throw Translate(imageId, e);
        }
    }

    public async Task<ImageData> OpenAsync(RequestContext context, string imageId, long offset, CancellationToken cancellationToken)
    {
        try
        {
            var download = await clients(context).DownloadAsync(imageId, offset, cancellationToken);
            return new ImageData(new TransferStream(download), download.Offset);
        }
        catch (OpenStackException e)
        {
            throw Translate(imageId, e);
        }
    }

    public async Task UploadAsync(
        RequestContext context, string imageId, JObject values, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        try
        {
            var glance = clients(context);
            await glance.UpdateAsync(imageId, values, cancellationToken);
            await glance.UploadAsync(imageId, write, cancellationToken);
        }
        catch (OpenStackException e)
        {
            throw e switch
            {
                // Gone: deleted while it was uploaded.
                OpenStackHttpException { Status: HttpStatusCode.Gone } => new ImageNotFound(imageId),
                OpenStackHttpException { Status: HttpStatusCode.RequestEntityTooLarge } => new ImageQuotaExceeded(imageId),
                OpenStackHttpException { Status: HttpStatusCode.BadRequest or HttpStatusCode.Conflict } refused =>
                    new CouldNotUploadImage(imageId, refused.ServiceMessage),
                _ => Translate(imageId, e),
            };
        }
    }

    private static Exception Translate(string imageId, OpenStackException e) => e switch
    {
        OpenStackHttpException { Status: HttpStatusCode.NotFound } => new ImageNotFound(imageId),
        OpenStackHttpException { Status: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => new ImageNotAuthorized(imageId),
        OpenStackHttpException { Status: HttpStatusCode.NoContent } => new ImageUnacceptable(imageId, "it has no data"),
        OpenStackHttpException { Status: HttpStatusCode.BadRequest } bad => new ImageBadRequest(imageId, bad.ServiceMessage),
        OpenStackHttpException http => new GlanceConnectionFailed("glance", http.Message),
        _ => new GlanceConnectionFailed("glance", e.Message),
    };

    /// <summary>Makes a transfer that stalls or breaks off an IOException, as every stream does.</summary>
    private sealed class TransferStream(ImageDownload download) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await download.Content.ReadAsync(buffer, cancellationToken);
            }
            catch (OpenStackConnectionException e)
            {
                throw new IOException(e.Message, e);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await download.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
