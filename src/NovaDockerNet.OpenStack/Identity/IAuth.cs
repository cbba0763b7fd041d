namespace NovaDockerNet.OpenStack.Identity;

/// <summary>keystoneauth1.plugin.BaseAuthPlugin: a token and a catalog, wherever they come from.</summary>
public interface IAuth
{
    Task<string> GetTokenAsync(CancellationToken cancellationToken);

    /// <summary>A service refused this token (401). True when asking again may give another one.</summary>
    bool Invalidate(string token);

    /// <exception cref="EndpointNotFoundException">The catalog has no such service.</exception>
    Task<Uri> GetEndpointAsync(EndpointFilter filter, CancellationToken cancellationToken);
}
