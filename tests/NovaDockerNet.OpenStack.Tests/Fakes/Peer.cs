using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Http;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.OpenStack.Tests.Fakes;

/// <summary>Everything between a test and the scripted peer.</summary>
static class Peer
{
    internal static HttpTransport Transport(HttpMessageHandler handler, TimeSpan? timeout = null) => new(
        new() { RetryDelay = TimeSpan.FromMilliseconds(1), Timeout = timeout ?? TimeSpan.FromSeconds(30) },
        NullLoggerFactory.Instance, TimeProvider.System, handler);

    /// <summary>A client with a user's token and no catalog lookup.</summary>
    internal static ServiceClient Client(HttpMessageHandler handler, string type = "network", string version = "/v2.0") => new(
        Transport(handler),
        new() { ServiceType = type, EndpointOverrides = ["http://peer:9000"], VersionPath = version, Retries = 2 },
        new UserAuth("user-token", null));

    internal static KeystoneSession Session(HttpMessageHandler handler, TimeProvider? time = null, KeystoneOptions? options = null) => new(
        options ?? new() { AuthUrl = "http://keystone:5000/v3", Username = "nova", Password = "secret", ProjectName = "service", ConnectRetries = 1 },
        Transport(handler), NullLoggerFactory.Instance, time ?? TimeProvider.System);

    /// <summary>Keystone's answer; the token is named in a header.</summary>
    internal static string TokenBody(int lifetimeSeconds = 3600, JArray? catalog = null) => new JObject
    {
        ["token"] = new JObject
        {
            ["issued_at"] = "2020-01-01T00:00:00.000000Z",
            ["expires_at"] = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(lifetimeSeconds).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ"),
            ["catalog"] = catalog ?? JArray.Parse("""
                [{"type": "network", "name": "neutron", "endpoints": [
                  {"interface": "public", "region_id": "RegionOne", "url": "http://public:9696"},
                  {"interface": "internal", "region_id": "RegionOne", "url": "http://internal:9696/v2.0/"}]}]
                """),
        },
    }.ToString();
}
