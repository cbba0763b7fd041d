using System.Net;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Http;
using NovaDockerNet.OpenStack.Identity;

namespace NovaDockerNet.OpenStack.Services;

/// <summary>keystoneauth1.adapter: requests to one service with one identity.</summary>
public sealed class ServiceClient(
    HttpTransport transport, ServiceOptions options, IAuth auth, IAuth? serviceAuth = null, string? globalRequestId = null)
{

    /// <summary>Acts with the configured credentials; false when with a user's token.</summary>
    public bool IsAdmin => auth is not UserAuth;

    public async Task<JObject> GetAsync(string path, CancellationToken cancellationToken, string? microversion = null) =>
        await JsonAsync(new(HttpMethod.Get, path) { Microversion = microversion }, cancellationToken) ?? [];

    public async Task<JObject> PostAsync(string path, JToken body, CancellationToken cancellationToken, string? microversion = null) =>
        await JsonAsync(new(HttpMethod.Post, path) { Body = body, Microversion = microversion }, cancellationToken) ?? [];

    public async Task<JObject> PutAsync(string path, JToken? body, CancellationToken cancellationToken, string? microversion = null) =>
        await JsonAsync(new(HttpMethod.Put, path) { Body = body, Microversion = microversion }, cancellationToken) ?? [];

    public async Task DeleteAsync(string path, CancellationToken cancellationToken, string? microversion = null)
    {
        using var response = await SendAsync(new(HttpMethod.Delete, path) { Microversion = microversion }, cancellationToken);
    }

    /// <summary>Sends and parses; null when the answer has no body.</summary>
    public async Task<JObject?> JsonAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return (JObject)OpenStackJson.Parse(text);
        }
        catch (Exception e) when (e is JsonException or InvalidCastException)
        {
            throw new OpenStackHttpException(
                response.StatusCode, "not JSON", text, Describe(response.RequestMessage), HttpTransport.RequestIdOf(response));
        }
    }

    /// <summary>Sends with tokens; renews them once on 401.</summary>
    /// <exception cref="OpenStackHttpException">Status 300 and above.</exception>
    /// <exception cref="OpenStackConnectionException">No answer after all attempts.</exception>
    public async Task<HttpResponseMessage> SendAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        for (var renewed = false; ; renewed = true)
        {
            var endpoints = await EndpointsAsync(cancellationToken);
            var token = await auth.GetTokenAsync(cancellationToken);
            var serviceToken = serviceAuth is null ? null : await serviceAuth.GetTokenAsync(cancellationToken);
            var response = await transport.SendAsync(
                attempt => Build(request, endpoints[attempt % endpoints.Count], token, serviceToken), options.Retries, request.Stream, cancellationToken);
            if ((int)response.StatusCode < 300)
                return response;

            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized && !renewed && Renew(token, serviceToken))
                    continue;
                var body = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new OpenStackHttpException(
                    response.StatusCode, ErrorBody.CodeOf(body), body, Describe(response.RequestMessage), HttpTransport.RequestIdOf(response))
                {
                    WithOwnCredentials = IsAdmin,
                };
            }
        }
    }

    /// <summary>The body of a streamed answer, guarded against a stalled transfer.</summary>
    internal async Task<Stream> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new IdleTimeoutStream(
        await response.Content.ReadAsStreamAsync(cancellationToken), response, transport.RequestTimeout, transport.Time, Describe(response.RequestMessage));

    bool Renew(string token, string? serviceToken)
    {
        // Neutron answers 401 for a dead service token too, and a user's token cannot be renewed: so both are tried.
        var user = auth.Invalidate(token);
        var service = serviceToken is not null && serviceAuth!.Invalidate(serviceToken);
        return user || service;
    }

    /// <summary>The service's address, without a version and a slash at the end.</summary>
    public async Task<string> EndpointAsync(CancellationToken cancellationToken) => (await EndpointsAsync(cancellationToken))[0];

    async Task<IReadOnlyList<string>> EndpointsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> urls = options.EndpointOverrides.Count > 0 ? options.EndpointOverrides
            : [(await auth.GetEndpointAsync(
                new(options.ServiceType, options.ValidInterfaces, options.RegionName, options.ServiceName), cancellationToken)).AbsoluteUri];
        return [.. urls.Select(Root)];
    }

    string Root(string url)
    {
        url = url.TrimEnd('/');
        return options.VersionPath.Length > 0 && url.EndsWith(options.VersionPath, StringComparison.Ordinal)
            ? url[..^options.VersionPath.Length] : url;
    }

    HttpRequestMessage Build(ServiceRequest request, string endpoint, string token, string? serviceToken)
    {
        var message = new HttpRequestMessage(request.Method, endpoint + request.Path);
        message.Options.Set(OpenStackTelemetry.Service, options.ServiceType);
        message.Headers.TryAddWithoutValidation("User-Agent", "nova-docker-net");
        message.Headers.TryAddWithoutValidation("Accept", request.Stream ? "*/*" : "application/json");
        message.Headers.TryAddWithoutValidation("X-Auth-Token", token);
        if (serviceToken is not null)
            message.Headers.TryAddWithoutValidation("X-Service-Token", serviceToken);
        // oslo.middleware's request_id takes an incoming id only in this form.
        if (globalRequestId is { } id && id.StartsWith("req-", StringComparison.Ordinal))
            message.Headers.TryAddWithoutValidation("X-OpenStack-Request-ID", id);
        if ((request.Microversion ?? options.Microversion) is { } version)
            message.Headers.TryAddWithoutValidation("OpenStack-API-Version", $"{options.ServiceType} {version}");
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.Content is { } content)
            message.Content = content();
        else if (request.Body is { } body)
            message.Content = new StringContent(body.ToString(Formatting.None), Encoding.UTF8, "application/json");
        return message;
    }

    static string Describe(HttpRequestMessage? request) => request is null ? "" : $"{request.Method} {request.RequestUri}";
}
