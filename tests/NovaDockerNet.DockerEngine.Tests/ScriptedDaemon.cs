using NovaDockerNet.TestKit;

namespace NovaDockerNet.DockerEngine.Tests;

/// <summary>A scripted daemon and a client connected to it.</summary>
sealed class ScriptedDaemon : IAsyncDisposable
{
    private readonly ScriptedHttpServer _server;

    public ScriptedDaemon(Func<ScriptedRequest, Stream, Task> answer)
    {
        _server = new ScriptedHttpServer(answer);
        Client = new DockerEngineClient(new DockerEngineOptions { Endpoint = _server.Endpoint });
    }

    /// <summary>Answers everything but the ping with one status and JSON body.</summary>
    public ScriptedDaemon(int status, string body)
        : this((_, stream) => ScriptedHttpServer.WriteAsync(stream, status, body))
    {
    }

    public string ApiVersion
    {
        get => _server.ApiVersion;
        set => _server.ApiVersion = value;
    }

    public DockerEngineClient Client { get; }

    public string Endpoint => _server.Endpoint;

    public IReadOnlyList<ScriptedRequest> Requests => _server.Requests;

    public static Task WriteAsync(Stream stream, string text) => ScriptedHttpServer.WriteAsync(stream, text);

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return _server.DisposeAsync();
    }
}
