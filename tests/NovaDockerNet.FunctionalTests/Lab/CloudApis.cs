using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.OpenStack.Http;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>The public APIs with one user's credentials.</summary>
internal sealed class CloudApis : IAsyncDisposable
{
    private const string ComputeMicroversion = "2.92";
    private readonly HttpTransport _http;
    private readonly KeystoneSession _session;

    public CloudApis(string authUrl, string user, string password, string project)
    {
        _http = new HttpTransport(new HttpTransportOptions { Timeout = TimeSpan.FromSeconds(120) }, NullLoggerFactory.Instance, TimeProvider.System);
        _session = new KeystoneSession(
            new KeystoneOptions
            {
                AuthUrl = authUrl,
                Username = user,
                Password = password,
                ProjectName = project,
                UserDomainName = "Default",
                ProjectDomainName = "Default",
            },
            _http, NullLoggerFactory.Instance, TimeProvider.System);
        Compute = Client("compute", ComputeMicroversion);
        Network = Client("network");
        Image = Client("image");
        Placement = Client("placement", "1.28");
        Identity = Client("identity");
    }

    public ServiceClient Compute { get; }

    public ServiceClient Network { get; }

    public ServiceClient Image { get; }

    public ServiceClient Placement { get; }

    public ServiceClient Identity { get; }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        _http.Dispose();
    }

    private ServiceClient Client(string type, string? microversion = null) => new(
        _http,
        new ServiceOptions { ServiceType = type, ValidInterfaces = ["public", "internal", "admin"], Retries = 2, Microversion = microversion },
        _session);
}
