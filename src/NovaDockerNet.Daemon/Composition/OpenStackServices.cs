using Microsoft.Extensions.Logging;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Objects;
using NovaDockerNet.OpenStack.Glance;
using NovaDockerNet.OpenStack.Http;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Placement;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Composition;

/// <summary>The REST services of nova.conf, each with the connections and credentials of its own group.</summary>
internal sealed class OpenStackServices : IAsyncDisposable
{
    private readonly OsloConfig _config;
    private readonly ILoggerFactory _loggerFactory;
    private readonly TimeProvider _time;
    private readonly List<HttpTransport> _transports = [];
    private readonly List<KeystoneSession> _sessions = [];

    public OpenStackServices(OsloConfig config, ILoggerFactory loggerFactory, TimeProvider time)
    {
        (_config, _loggerFactory, _time) = (config, loggerFactory, time);
        var serviceUser = OpenStackSections.ServiceUser(config) is { } options ? Session(options, Transport(OpenStackSections.ServiceUserAdapter)) : null;
        Neutron = Service(OpenStackSections.Neutron, OpenStackSections.NeutronService(config), OpenStackSections.NeutronAuth, serviceUser);
        Glance = Service(OpenStackSections.Glance, OpenStackSections.GlanceService(config), OpenStackSections.GlanceAuth, serviceUser);
        Placement = Service(OpenStackSections.Placement, OpenStackSections.PlacementService(config), OpenStackSections.PlacementAuth, serviceUser: null);
    }

    public OpenStackService Neutron { get; }

    public OpenStackService Glance { get; }

    public OpenStackService Placement { get; }

    public PlacementClient PlacementClient => new(Placement.AsAdmin(globalRequestId: null));

    /// <summary>Glance as the user of a request; as ourselves when there is none behind it.</summary>
    public GlanceClient GlanceFor(RequestContext context)
    {
        var id = context.GlobalRequestId ?? context.RequestId;
        return new GlanceClient(context.AuthToken is { } token ? Glance.AsUser(new UserAuth(token, context.ServiceCatalog), id) : Glance.AsAdmin(id));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
            await session.DisposeAsync();
        foreach (var transport in _transports)
            transport.Dispose();
    }

    private OpenStackService Service(AdapterOptions adapter, ServiceOptions options, AuthOptions auth, KeystoneSession? serviceUser)
    {
        var transport = Transport(adapter);
        return new OpenStackService(transport, options, auth.Read(_config) is { } credentials ? Session(credentials, transport) : null, serviceUser);
    }

    private HttpTransport Transport(AdapterOptions adapter)
    {
        var transport = new HttpTransport(adapter.ToTransportOptions(_config), _loggerFactory, _time);
        _transports.Add(transport);
        return transport;
    }

    private KeystoneSession Session(KeystoneOptions options, HttpTransport transport)
    {
        var session = new KeystoneSession(options, transport, _loggerFactory, _time);
        _sessions.Add(session);
        return session;
    }
}
