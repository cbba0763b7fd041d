using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.OpenStack.Http;

/// <summary>The one way out to OpenStack's REST services: connections, time limits and retries. Knows nothing of tokens.</summary>
/// <remarks>
/// A request is repeated when it cannot have been acted upon (no connection), or when acting twice does no harm (GET, HEAD, PUT, DELETE)
/// and the link broke, timed out or the service said 503. A POST that was sent is never repeated, nor is a body that is made as it is sent.
/// </remarks>
public sealed partial class HttpTransport : IDisposable
{
    readonly HttpTransportOptions _options;
    readonly HttpClient _client;
    readonly TimeProvider _time;
    readonly ILogger _logger;

    /// <param name="options">TLS and time limits.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="time">Clock of time limits and pauses.</param>
    /// <param name="handler">Replaces the network, for tests.</param>
    public HttpTransport(HttpTransportOptions options, ILoggerFactory loggers, TimeProvider time, HttpMessageHandler? handler = null)
    {
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger<HttpTransport>();
        _client = new HttpClient(handler ?? CreateHandler(options)) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    internal TimeSpan RequestTimeout => _options.Timeout;

    internal TimeProvider Time => _time;

    public void Dispose() => _client.Dispose();

    /// <summary>Sends what <paramref name="build"/> makes for attempt 0, 1, ... The response's body is read unless <paramref name="stream"/>.</summary>
    /// <param name="build">Makes the request anew for each attempt.</param>
    /// <param name="retries">How often to try again.</param>
    /// <param name="stream">Leave the body of a success unread.</param>
    /// <param name="cancellationToken">Ends attempts and pauses.</param>
    /// <param name="repeatable">Acting twice does no harm although the method is POST.</param>
    internal async Task<HttpResponseMessage> SendAsync(
        Func<int, HttpRequestMessage> build, int retries, bool stream, CancellationToken cancellationToken, bool repeatable = false)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var request = build(attempt);
            var started = _time.GetTimestamp();
            TimeSpan pause;
            try
            {
                var response = await AttemptAsync(request, stream, cancellationToken);
                if (request.Content is StreamedContent)
                    return response;
                LogAnswer(request.Method, request.RequestUri!, (int)response.StatusCode, _time.GetElapsedTime(started).TotalMilliseconds, RequestIdOf(response));
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable || attempt >= retries || !(repeatable || IsIdempotent(request.Method)))
                    return response;
                pause = RetryAfter(response) ?? Backoff(attempt);
                LogUnavailable(request.Method, request.RequestUri!, pause.TotalSeconds, attempt + 1, retries);
                response.Dispose();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is HttpRequestException or OperationCanceledException or IOException)
            {
                var streamed = request.Content as StreamedContent;
                if (streamed?.SourceFailure is { } source)
                    ExceptionDispatchInfo.Throw(source);
                var failure = Failure(request, e);
                if (attempt >= retries || !(repeatable || NeverSent(e) || (streamed is null && IsIdempotent(request.Method))))
                    throw failure;
                pause = Backoff(attempt);
                LogRetry(failure.Message, pause.TotalSeconds, attempt + 1, retries);
            }

            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    internal static string? RequestIdOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Openstack-Request-Id", out var ids) ? ids.FirstOrDefault()
        : response.Headers.TryGetValues("X-Compute-Request-Id", out ids) ? ids.FirstOrDefault() : null;

    async Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, bool stream, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        if (request.Content is StreamedContent streamed)
        {
            // A refusal should come before the body is made, and not be lost in a connection that breaks.
            request.Headers.ExpectContinue = true;
            streamed.OnPiece = waiting => limit.CancelAfter(waiting ? _options.Timeout : System.Threading.Timeout.InfiniteTimeSpan);
        }
        var started = Stopwatch.GetTimestamp();
        HttpResponseMessage? response = null;
        try
        {
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            // Errors are short and always wanted whole.
            if (!stream || (int)response.StatusCode >= 300)
                await response.Content.LoadIntoBufferAsync(both.Token);
            return response;
        }
        catch
        {
            response?.Dispose();
            throw;
        }
        finally
        {
            OpenStackTelemetry.Record(request, Stopwatch.GetElapsedTime(started));
        }
    }

    OpenStackConnectionException Failure(HttpRequestMessage request, Exception e) => e is OperationCanceledException
        ? new($"{request.Method} {request.RequestUri}: no answer within {_options.Timeout.TotalSeconds:0.#} s", e)
        : new($"{request.Method} {request.RequestUri}: {Innermost(e).Message}", e);

    static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Put || method == HttpMethod.Delete;

    static bool NeverSent(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    TimeSpan Backoff(int attempt) =>
        TimeSpan.FromTicks(Math.Min(_options.RetryDelay.Ticks << Math.Min(attempt, 16), _options.LongestRetryDelay.Ticks));

    TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } delta ? TimeSpan.FromTicks(Math.Min(delta.Ticks, _options.LongestRetryDelay.Ticks)) : null;

    static SocketsHttpHandler CreateHandler(HttpTransportOptions options)
    {
        var ssl = new SslClientAuthenticationOptions();
        if (options.Insecure)
        {
            // The operator's explicit "insecure = true", for labs with self-signed certificates.
#pragma warning disable CA5359
            ssl.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (options.CaFile is { } caFile)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(caFile);
            ssl.CertificateChainPolicy = policy;
        }

        if (options.CertFile is { } certFile)
            ssl.ClientCertificates = [X509Certificate2.CreateFromPemFile(certFile, options.KeyFile)];

        return new SocketsHttpHandler
        {
            SslOptions = ssl,
            MaxConnectionsPerServer = options.MaxConnectionsPerServer,
            // A load balancer's address may move.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Apache closes idle connections after 5 s; a POST sent at that moment is lost and may not be repeated.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
            ConnectTimeout = options.Timeout,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        };
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Uri}: {Status} in {Milliseconds:0.0} ms {RequestId}")]
    private partial void LogAnswer(HttpMethod method, Uri uri, int status, double milliseconds, string? requestId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Uri}: 503 Service Unavailable, retrying in {Seconds:0.#} s ({Attempt}/{Retries})")]
    private partial void LogUnavailable(HttpMethod method, Uri uri, double seconds, int attempt, int retries);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Failure}, retrying in {Seconds:0.#} s ({Attempt}/{Retries})")]
    private partial void LogRetry(string failure, double seconds, int attempt, int retries);
}
