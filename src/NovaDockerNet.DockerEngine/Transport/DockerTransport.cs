using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.DockerEngine.Transport;

/// <summary>HTTP over the daemon's socket: version prefix, JSON both ways, errors by name.</summary>
sealed class DockerTransport : IDisposable
{
    private const int LongestErrorText = 8192;

    private readonly DockerEngineOptions _options;
    private readonly string _socketPath;
    private readonly HttpClient _http;
    private volatile StrongVersion? _version;

    public DockerTransport(DockerEngineOptions options)
    {
        _options = options;
        _socketPath = options.SocketPath;
        _http = CreateClient((_, cancellationToken) => ConnectAsync(cancellationToken));
        if (options.ApiVersion is { } version)
            _version = new StrongVersion(DockerApiVersion.Parse(version));
    }

    public async Task<DockerApiVersion> GetVersionAsync(CancellationToken cancellationToken)
    {
        if (_version is { } known)
            return known.Value;
        using var limit = Limit(_options.Timeout, cancellationToken);
        using var response = await SendCoreAsync(_http, HttpMethod.Get, "/_ping", null, limit.Token, cancellationToken);
        await ThrowIfRefusedAsync(response, "ping", cancellationToken);
        if (!response.Headers.TryGetValues("Api-Version", out var values))
            throw new DockerConnectionException($"{_socketPath} answers, but not as a Docker Engine (no Api-Version header)");
        var offered = DockerApiVersion.Parse(values.First());
        if (offered < DockerApiVersion.Oldest)
            throw new DockerConnectionException(
                $"the Docker Engine at {_socketPath} speaks API {offered}; {DockerApiVersion.Oldest} (Docker 20.10) or newer is needed");
        var chosen = offered < DockerApiVersion.Newest ? offered : DockerApiVersion.Newest;
        _version = new StrongVersion(chosen);
        return chosen;
    }

    /// <summary>A call whose answer is read whole.</summary>
    public async Task<string> CallAsync(
        HttpMethod method, string path, object? body, string call, CancellationToken cancellationToken, TimeSpan? extraTime = null)
        => (await CallWithStatusAsync(method, path, body, call, cancellationToken, extraTime)).Body;

    public async Task<T> CallAsync<T>(HttpMethod method, string path, object? body, string call, CancellationToken cancellationToken)
    {
        var text = await CallAsync(method, path, body, call, cancellationToken);
        try
        {
            return DockerJson.Read<T>(text);
        }
        catch (JsonException e)
        {
            throw new DockerConnectionException($"{call}: the answer is not the JSON expected: {e.Message}", e);
        }
    }

    /// <param name="extraTime">Time the daemon was asked to wait itself, on top of the limit; infinite for none.</param>
    public async Task<(HttpStatusCode Status, string Body)> CallWithStatusAsync(
        HttpMethod method, string path, object? body, string call, CancellationToken cancellationToken, TimeSpan? extraTime = null)
    {
        var time = extraTime == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : _options.Timeout + (extraTime ?? TimeSpan.Zero);
        using var content = Json(body);
        using var limit = Limit(time, cancellationToken);
        using var response = await SendVersionedAsync(_http, method, path, content, limit.Token, cancellationToken);
        await ThrowIfRefusedAsync(response, call, limit.Token);
        try
        {
            return (response.StatusCode, await response.Content.ReadAsStringAsync(limit.Token));
        }
        catch (Exception e) when (Explain(e, limit.Token, cancellationToken) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>A call whose answer is a stream; the caller disposes it.</summary>
    public async Task<Stream> OpenAsync(HttpMethod method, string path, HttpContent? content, string call, CancellationToken cancellationToken)
    {
        var response = await SendVersionedAsync(_http, method, path, content, cancellationToken, cancellationToken);
        try
        {
            await ThrowIfRefusedAsync(response, call, cancellationToken);
            return new ResponseStream(response, await response.Content.ReadAsStreamAsync(cancellationToken), call);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>An upload answered by a stream of progress messages. Throws the first error among them.</summary>
    public async Task<IReadOnlyList<JObject>> UploadAsync(
        HttpMethod method, string path, Stream source, string call, CancellationToken cancellationToken)
    {
        using var content = new UploadContent(source);
        try
        {
            using var answer = await OpenAsync(method, path, content, call, cancellationToken);
            List<JObject> messages = [];
            await foreach (var message in ReadMessagesAsync(answer, call, cancellationToken))
            {
                if (message.Value<string>("error") is { } error)
                    throw new DockerOperationException(HttpStatusCode.OK, error, call);
                messages.Add(message);
            }
            return messages;
        }
        catch (DockerConnectionException) when (content.SourceFailure is { } failure)
        {
            // What failed is what was being uploaded: its own error says why.
            ExceptionDispatchInfo.Throw(failure);
            throw;
        }
    }

    public static async IAsyncEnumerable<JObject> ReadMessagesAsync(
        Stream stream, string call, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = DockerJson.OpenSequence(new TokenStream(stream, cancellationToken));
        while (true)
        {
            JObject message;
            try
            {
                if (!await reader.ReadAsync(cancellationToken))
                    yield break;
                message = await JObject.LoadAsync(reader, cancellationToken);
            }
            catch (JsonException e)
            {
                // Unlike a whole answer, a stream may be cut off inside an object because its daemon is ending.
                throw new DockerConnectionException($"{call}: the stream is not a sequence of JSON objects: {e.Message}", new IOException(e.Message, e));
            }
            yield return message;
        }
    }

    /// <summary>Upgrades the connection to a raw byte stream both ways (attach, exec start).</summary>
    public async Task<HijackedConnection> HijackAsync(string path, object? body, string call, CancellationToken cancellationToken)
    {
        // A client of its own: the socket is needed to end standard input, and a hijacked connection is never reused.
        Socket? socket = null;
        var http = CreateClient(async (_, token) =>
        {
            var stream = await ConnectAsync(token);
            socket = stream.Socket;
            return stream;
        });
        try
        {
            using var content = Json(body);
            using var limit = Limit(_options.Timeout, cancellationToken);
            var response = await SendVersionedAsync(http, HttpMethod.Post, path, content, limit.Token, cancellationToken, upgrade: true);
            await ThrowIfRefusedAsync(response, call, limit.Token);
            if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
                throw new DockerConnectionException($"{call}: the daemon did not upgrade the connection ({(int)response.StatusCode})");
            return new HijackedConnection(http, response, await response.Content.ReadAsStreamAsync(cancellationToken), socket!);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpClient CreateClient(
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<NetworkStream>> connect)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) => await connect(context, cancellationToken),
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ActivityHeadersPropagator = null,
        };
        return new HttpClient(handler, disposeHandler: true) { BaseAddress = new Uri("http://docker"), Timeout = Timeout.InfiniteTimeSpan };
    }

    private async ValueTask<NetworkStream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendVersionedAsync(
        HttpClient http, HttpMethod method, string path, HttpContent? content, CancellationToken limited, CancellationToken cancellationToken,
        bool upgrade = false)
    {
        var version = await GetVersionAsync(cancellationToken);
        return await SendCoreAsync(http, method, $"/v{version}{path}", content, limited, cancellationToken, upgrade);
    }

    private async Task<HttpResponseMessage> SendCoreAsync(
        HttpClient http, HttpMethod method, string path, HttpContent? content, CancellationToken limited, CancellationToken cancellationToken,
        bool upgrade = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (upgrade)
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.ParseAdd("tcp");
        }
        var started = Stopwatch.GetTimestamp();
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited);
        }
        catch (Exception e) when (Explain(e, limited, cancellationToken) is { } explained)
        {
            // The daemon may come back as another version.
            if (_options.ApiVersion is null)
                _version = null;
            throw explained;
        }
        finally
        {
            DockerTelemetry.RequestDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    private DockerConnectionException? Explain(Exception e, CancellationToken limited, CancellationToken cancellationToken) => e switch
    {
        OperationCanceledException when !cancellationToken.IsCancellationRequested && limited.IsCancellationRequested
            => new DockerConnectionException($"the Docker Engine at {_socketPath} did not answer within its time limit ([docker] timeout)", e),
        // .NET's own text for a socket file that is missing is "Cannot assign requested address".
        HttpRequestException or IOException or SocketException when !File.Exists(_socketPath)
            => new DockerConnectionException($"cannot talk to the Docker Engine: there is no socket {_socketPath}; does dockerd run?", e),
        HttpRequestException or IOException or SocketException
            => new DockerConnectionException($"cannot talk to the Docker Engine at {_socketPath}: {Innermost(e).Message}", e),
        _ => null,
    };

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private async Task ThrowIfRefusedAsync(HttpResponseMessage response, string call, CancellationToken cancellationToken)
    {
        // 304: the container already is in the state asked for; 101: hijacked.
        if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.SwitchingProtocols)
            return;
        string text;
        try
        {
            text = await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new DockerConnectionException($"{call}: the connection to {_socketPath} broke: {e.Message}", e);
        }
        finally
        {
            response.Dispose();
        }
        var message = ErrorMessage(text);
        throw response.StatusCode switch
        {
            HttpStatusCode.NotFound => new DockerNotFoundException(message, call),
            HttpStatusCode.Conflict => new DockerConflictException(message, call),
            _ => new DockerOperationException(response.StatusCode, message, call),
        };
    }

    private static string ErrorMessage(string text)
    {
        try
        {
            if (DockerJson.Read<JObject>(text).Value<string>("message") is { } message)
                return message.Trim();
        }
        catch (JsonException)
        {
            // Not every refusal is JSON (a proxy's page, plain text): then the text itself is the reason.
        }
        return text.Length > LongestErrorText ? text[..LongestErrorText] : text.Trim();
    }

    private static StringContent? Json(object? body)
        => body is null ? null : new StringContent(DockerJson.Write(body), Encoding.UTF8, "application/json");

    private static CancellationTokenSource Limit(TimeSpan time, CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(time);
        return limit;
    }

    private sealed record StrongVersion(DockerApiVersion Value);
}
