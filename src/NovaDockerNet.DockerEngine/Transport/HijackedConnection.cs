using System.Net.Sockets;

namespace NovaDockerNet.DockerEngine.Transport;

/// <summary>A connection the daemon turned into a raw stream, with all that must live as long.</summary>
sealed class HijackedConnection(HttpClient http, HttpResponseMessage response, Stream stream, Socket socket) : IDisposable
{
    public Stream Stream => stream;

    /// <summary>Ends our direction only: the process sees end of file on standard input and its output still arrives.</summary>
    public void CloseWrite() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        stream.Dispose();
        response.Dispose();
        http.Dispose();
    }
}
