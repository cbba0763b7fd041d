using NovaDockerNet.OpenStack.Http;
using NovaDockerNet.OpenStack.Identity;

namespace NovaDockerNet.OpenStack.Services;

/// <summary>One configured service (one nova.conf group). Hands out clients that act as the user of a request or as ourselves.</summary>
/// <param name="transport">Connections of this group.</param>
/// <param name="options">Which endpoint.</param>
/// <param name="own">The group's own credentials; null when it has none.</param>
/// <param name="serviceUser">[service_user]: proves beside the user's token that a service is calling, so that a token which ends during long work is still accepted.</param>
public sealed class OpenStackService(HttpTransport transport, ServiceOptions options, KeystoneSession? own, KeystoneSession? serviceUser = null)
{
    public ServiceOptions Options { get; } = options;

    /// <param name="user">The request's token and catalog.</param>
    /// <param name="globalRequestId">"req-...": sent along so that one id finds the story in every service's log.</param>
    public ServiceClient AsUser(UserAuth user, string? globalRequestId) => new(transport, Options, user, serviceUser, globalRequestId);

    /// <exception cref="InvalidOperationException">The group has no credentials.</exception>
    public ServiceClient AsAdmin(string? globalRequestId) => new(
        transport, Options,
        own ?? throw new InvalidOperationException($"nova.conf has no credentials (auth_url, username, password, ...) for the {Options.ServiceType} service"),
        serviceUser, globalRequestId);
}
