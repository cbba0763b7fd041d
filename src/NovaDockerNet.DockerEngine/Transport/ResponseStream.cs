using System.Net.Sockets;

namespace NovaDockerNet.DockerEngine.Transport;

/// <summary>The body of an answer that is still arriving; owns the response, and names a broken connection as such.</summary>
sealed class ResponseStream(HttpResponseMessage response, Stream body, string call) : AnswerStream
{
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return body.Read(buffer, offset, count);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw Broken(e);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw Broken(e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            response.Dispose();
        base.Dispose(disposing);
    }

    private static bool IsBroken(Exception e) => e is IOException or HttpRequestException or SocketException;

    private DockerConnectionException Broken(Exception e) => new($"{call}: the connection broke while the answer arrived: {e.Message}", e);
}
