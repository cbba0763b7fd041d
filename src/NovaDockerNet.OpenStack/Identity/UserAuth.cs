using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Identity;

/// <summary>nova: context.py _ContextAuthPlugin. The token and the trimmed catalog that came with a request; it cannot be renewed.</summary>
public sealed class UserAuth(string token, JArray? serviceCatalog) : IAuth
{
    readonly ServiceCatalog _catalog = ServiceCatalog.Parse(serviceCatalog);

    public Task<string> GetTokenAsync(CancellationToken cancellationToken) => Task.FromResult(token);

    public bool Invalidate(string token) => false;

    public Task<Uri> GetEndpointAsync(EndpointFilter filter, CancellationToken cancellationToken) => Task.FromResult(_catalog.UrlFor(filter));
}
