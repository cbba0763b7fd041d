using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Http;

namespace NovaDockerNet.OpenStack.Identity;

/// <summary>Our own credentials of one nova.conf group: token and catalog from Keystone v3, kept until shortly before they end.</summary>
/// <remarks>However many requests wait for a token, one authentication is in flight; all of them share its outcome.</remarks>
public sealed partial class KeystoneSession : IAuth, IAsyncDisposable
{
    readonly KeystoneOptions _options;
    readonly HttpTransport _transport;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly Lock _lock = new();
    readonly CancellationTokenSource _disposed = new();
    KeystoneToken? _token;
    Task<KeystoneToken>? _renewal;

    public KeystoneSession(KeystoneOptions options, HttpTransport transport, ILoggerFactory loggers, TimeProvider time)
    {
        _options = options;
        _transport = transport;
        _time = time;
        _logger = loggers.CreateLogger<KeystoneSession>();
    }

    public async Task<string> GetTokenAsync(CancellationToken cancellationToken) => (await GetAsync(cancellationToken)).Id;

    public async Task<Uri> GetEndpointAsync(EndpointFilter filter, CancellationToken cancellationToken) =>
        (await GetAsync(cancellationToken)).Catalog.UrlFor(filter);

    public bool Invalidate(string token)
    {
        lock (_lock)
        {
            // Several requests may be refused with the same old token; only the first one drops it.
            if (_token?.Id == token)
                _token = null;
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        Task<KeystoneToken>? renewal;
        lock (_lock)
            renewal = _renewal;
        if (renewal is not null)
            await renewal.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _disposed.Dispose();
    }

    Task<KeystoneToken> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_token is { } token && _time.GetElapsedTime(token.Obtained) < token.KeptFor)
                return Task.FromResult(token);
            if (_renewal is not { IsCompleted: false })
                _renewal = RenewAsync(_disposed.Token);
            return _renewal.WaitAsync(cancellationToken);
        }
    }

    async Task<KeystoneToken> RenewAsync(CancellationToken cancellationToken)
    {
        // Not under the lock of the caller.
        await Task.Yield();
        var token = await AuthenticateAsync(cancellationToken);
        lock (_lock)
            _token = token;
        return token;
    }

    async Task<KeystoneToken> AuthenticateAsync(CancellationToken cancellationToken)
    {
        var uri = new Uri(V3Url(_options.AuthUrl) + "/auth/tokens");
        var body = AuthRequest(_options).ToString(Formatting.None);

        // Authenticating twice only leaves an unused token behind, so it is retried like a GET.
        using var response = await _transport.SendAsync(
            _ => Build(uri, body),
            _options.ConnectRetries, stream: false, cancellationToken, repeatable: true);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var requestId = HttpTransport.RequestIdOf(response);
        if (response.StatusCode != HttpStatusCode.Created)
            throw new OpenStackHttpException(response.StatusCode, ErrorBody.CodeOf(text), text, $"authenticating {_options}", requestId)
            {
                WithOwnCredentials = true,
            };

        var token = OpenStackJson.Parse(text)["token"] as JObject
            ?? throw new OpenStackHttpException(response.StatusCode, null, text, $"authenticating {_options}: no token in the answer", requestId);
        var id = response.Headers.TryGetValues("X-Subject-Token", out var values) ? values.First()
            : throw new OpenStackHttpException(response.StatusCode, null, text, $"authenticating {_options}: no X-Subject-Token", requestId);

        // The lifetime counts from now by our clock: Keystone's and ours may differ.
        var lifetime = Time(token, "expires_at") - Time(token, "issued_at");
        LogAuthenticated(_options.ToString(), lifetime);
        return new(id, _time.GetTimestamp(), lifetime - _options.ExpiryMargin, ServiceCatalog.Parse(token["catalog"] as JArray));
    }

    static DateTimeOffset Time(JObject token, string field) => DateTimeOffset.Parse(
        (string?)token[field] ?? throw new FormatException($"Keystone's token has no {field}"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>auth_url may name the service, its v2.0 or its v3 root (keystoneauth's fallback when discovery is unusable).</summary>
    internal static string V3Url(string authUrl)
    {
        var url = authUrl.TrimEnd('/');
        if (url.EndsWith("/v2.0", StringComparison.Ordinal))
            url = url[..^"/v2.0".Length];
        return url.EndsWith("/v3", StringComparison.Ordinal) ? url : url + "/v3";
    }

    /// <summary>Identity API v3, "Password authentication with scoped authorization" and "Authenticating with an application credential".</summary>
    internal static JObject AuthRequest(KeystoneOptions options)
    {
        JObject identity;
        if (options.ApplicationCredentialSecret is { } secret)
        {
            var credential = new JObject { ["secret"] = secret };
            if (options.ApplicationCredentialId is { } credentialId)
                credential["id"] = credentialId;
            else
                (credential["name"], credential["user"]) = (options.ApplicationCredentialName, User(options));
            identity = new JObject { ["methods"] = new JArray("application_credential"), ["application_credential"] = credential };
        }
        else
        {
            var user = User(options);
            user["password"] = options.Password;
            identity = new JObject { ["methods"] = new JArray("password"), ["password"] = new JObject { ["user"] = user } };
        }

        var auth = new JObject { ["identity"] = identity };
        if (Scope(options) is { } scope)
            auth["scope"] = scope;
        return new JObject { ["auth"] = auth };
    }

    static HttpRequestMessage Build(Uri uri, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Options.Set(OpenStackTelemetry.Service, "identity");
        return request;
    }

    static JObject User(KeystoneOptions options)
    {
        if (options.UserId is { } id)
            return new JObject { ["id"] = id };
        var user = new JObject { ["name"] = options.Username };
        if (Domain(options.UserDomainId, options.UserDomainName) is { } domain)
            user["domain"] = domain;
        return user;
    }

    static JObject? Scope(KeystoneOptions options)
    {
        // An application credential brings its own scope.
        if (options.ApplicationCredentialSecret is not null)
            return null;
        if (options.ProjectId is { } id)
            return new JObject { ["project"] = new JObject { ["id"] = id } };
        if (options.ProjectName is { } name)
        {
            var project = new JObject { ["name"] = name };
            if (Domain(options.ProjectDomainId, options.ProjectDomainName) is { } domain)
                project["domain"] = domain;
            return new JObject { ["project"] = project };
        }

        return options.SystemScope is null ? null : new JObject { ["system"] = new JObject { ["all"] = true } };
    }

    static JObject? Domain(string? id, string? name) =>
        id is not null ? new JObject { ["id"] = id } : name is not null ? new JObject { ["name"] = name } : null;

    [LoggerMessage(Level = LogLevel.Debug, Message = "Authenticated {Who}, the token lives {Lifetime}")]
    private partial void LogAuthenticated(string who, TimeSpan lifetime);
}
