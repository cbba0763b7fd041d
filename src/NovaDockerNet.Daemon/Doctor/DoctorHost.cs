using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Compute;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Reconcile;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Daemon.Doctor.Checks;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Systems;
using NovaDockerNet.Networking;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.OpenStack.Http;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.Oslo.Messaging.Inspection;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Virt.Traces;
using OVSDB.Net;

namespace NovaDockerNet.Daemon.Doctor;

/// <summary>The clients of one examination, made from nova.conf as the service's are, except that nothing is tried twice.</summary>
internal sealed class DoctorHost : IAsyncDisposable
{
    private readonly OsloConfig _config;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly TransportOptions _transport;
    private readonly DockerEngineClient _docker;
    private readonly Lazy<Task<SystemInfo>> _dockerInfo;
    private readonly OvsdbClient _ovsdb;
    private readonly List<HttpTransport> _http = [];
    private readonly List<KeystoneSession> _sessions = [];
    private readonly List<(string Group, string AuthUrl, Func<CancellationToken, Task> GetToken)> _logins = [];
    private readonly ConcurrentDictionary<string, TimeSpan> _skews = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly InstanceNetworks _networks;
    private RpcTransport? _rpc;
    private ConductorClient? _conductor;

    public DoctorHost(OsloConfig config, TimeSpan limit, TimeProvider time)
    {
        (_config, _limit, _time) = (config, limit, time);
        _transport = OptionMapping.ToTransport(config);
        _docker = new DockerEngineClient(OptionMapping.ToDockerEngine(config) with { Timeout = limit });
        _dockerInfo = new(() => _docker.System.InfoAsync(_disposed.Token));
        _ovsdb = new OvsdbClient(OptionMapping.ToOvsdb(config) with { ReconnectWait = limit / 2 }, NullLoggerFactory.Instance, time);
        _networks = new InstanceNetworks(OptionMapping.ToInstanceNetworks(config), _ovsdb, NullLoggerFactory.Instance, time);
        Secrets = Secrets.Of(config, _transport);
    }

    public Secrets Secrets { get; }

    /// <summary>Those it needs stand before each.</summary>
    public IReadOnlyList<Check> Checks()
    {
        var virt = OptionMapping.ToVirt(_config);
        var compute = OptionMapping.ToCompute(_config);
        var bindings = Path.Combine(Path.GetFullPath(virt.RunDir), "netns-by-container");
        var placement = Group("placement", OpenStackSections.Placement, OpenStackSections.PlacementAuth, OpenStackSections.PlacementService(_config));
        var neutron = Group("neutron", OpenStackSections.Neutron, OpenStackSections.NeutronAuth, OpenStackSections.NeutronService(_config));
        var glance = Group("glance", OpenStackSections.Glance, OpenStackSections.GlanceAuth, OpenStackSections.GlanceService(_config));
        if (OpenStackSections.ServiceUser(_config) is { } serviceUser)
            Login("service_user", serviceUser, Http(OpenStackSections.ServiceUserAdapter));
        return
        [
            new ConfigurationCheck(() => _config),
            new KernelCheck(),
            new CgroupCheck(),
            new ProcessorsCheck(virt.Cpus),
            new ProcessesCheck(virt.PidsLimit),
            new ConntrackCheck(),
            new DockerCheck(_config.Get(DockerSection.HostUrl), DockerInfoAsync, _docker.GetApiVersionAsync),
            new LimitsCheck(DockerInfoAsync),
            new StorageCheck(virt.LimitRootDisk, DockerInfoAsync, static token => File.ReadAllTextAsync("/proc/self/mountinfo", token)),
            new RuntimeCheck(virt.Runtime, bindings, virt.HeldStarts > 0, DockerInfoAsync),
            new TrialStartCheck(virt.Host, virt.Runtime, Path.GetFullPath(virt.RunDir), bindings, _docker, _time),
            new DiskSpaceCheck(virt.StatePath, DockerInfoAsync, DiskSpace.Of),
            new OpenVSwitchCheck(_config.Get(DockerSection.OvsdbConnection), _config.Get(OpenStackSections.OvsBridge), ReadOvsdbAsync),
            new BrokerCheck(_transport, TryBrokerAsync),
            new QueuesCheck(
                virt.Host, _transport.ControlExchange, InspectExchangeAsync,
                (topic, server, token) => AtBrokerAsync(broker => broker.InspectAsync(topic, server, token), token),
                () => ServiceLock.Owner(virt.StatePath)),
            new ConductorCheck(
                token => AtBrokerAsync(broker => broker.InspectAsync("conductor", null, token), token),
                async token => await (await ConductorAsync(token)).WaitUntilReadyAsync(RequestContext.Admin(time: _time), token)),
            new ReleaseCheck(token => DetectAsync(compute, token)),
            new ServiceCheck(
                virt.Host, compute.ServiceDownTime,
                async token => await Service.GetByHostAndBinaryAsync(await ConductorAsync(token), RequestContext.Admin(time: _time), virt.Host, Service.ComputeBinary, token),
                () => ServiceLock.Owner(virt.StatePath), _time),
            new LeftoversCheck(FindLeftoversAsync),
            new KeystoneCheck(_logins),
            new PlacementCheck(virt.NodeName, placement),
            new NeutronCheck(virt.Host, neutron),
            new GlanceCheck(glance),
            new ClockCheck(() => _skews),
        ];
    }

    /// <summary>The release must have been detected and Open vSwitch been read: after an examination.</summary>
    public async Task<IReadOnlyList<Leftover>> FindLeftoversAsync(CancellationToken cancellationToken)
    {
        var virt = OptionMapping.ToVirt(_config);
        return await new Leftovers(new HostTraces(_docker, _networks, virt, _time))
            .FindAsync(await ConductorAsync(cancellationToken), RequestContext.Admin(time: _time), virt.Host, cancellationToken);
    }

    /// <summary>For doctor --fix.</summary>
    public LeftoverRemoval Removal(TextWriter output)
    {
        var virt = OptionMapping.ToVirt(_config);
        return new LeftoverRemoval(_config, virt, FindLeftoversAsync, () => ServiceLock.Owner(virt.StatePath), output);
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        if (_rpc is not null)
            await _rpc.DisposeAsync();
        foreach (var session in _sessions)
            await session.DisposeAsync();
        foreach (var transport in _http)
            transport.Dispose();
        await _networks.DisposeAsync();
        await _ovsdb.DisposeAsync();
        _docker.Dispose();
        _disposed.Dispose();
    }

    private Task<SystemInfo> DockerInfoAsync(CancellationToken cancellationToken) => _dockerInfo.Value.WaitAsync(cancellationToken);

    private async Task<Replica> ReadOvsdbAsync(CancellationToken cancellationToken)
    {
        await _ovsdb.StartAsync(cancellationToken);
        return _ovsdb.Replica;
    }

    private async Task TryBrokerAsync(TransportHost host, CancellationToken cancellationToken) =>
        await (await BrokerInspection.ConnectAsync(_transport, host, cancellationToken)).DisposeAsync();

    private Task<(bool Exists, string? Conflict)> InspectExchangeAsync(CancellationToken cancellationToken) => AtBrokerAsync(
        async broker => await broker.ExchangeExistsAsync(cancellationToken) ? (true, await broker.ExchangeConflictAsync(cancellationToken)) : (false, null),
        cancellationToken);

    /// <summary>At the first broker that lets us in.</summary>
    private async Task<T> AtBrokerAsync<T>(Func<BrokerInspection, Task<T>> look, CancellationToken cancellationToken)
    {
        var hosts = BrokerInspection.HostsOf(_transport);
        for (var index = 0; ; index++)
        {
            BrokerInspection broker;
            try
            {
                broker = await BrokerInspection.ConnectAsync(_transport, hosts[index], cancellationToken);
            }
            catch (Oslo.Messaging.Failures.MessagingConnectionException) when (index + 1 < hosts.Count)
            {
                continue;
            }
            await using (broker)
                return await look(broker);
        }
    }

    /// <summary>With a reply queue of our own name, that goes away soon: the service's must not be shared.</summary>
    private async Task<ConductorClient> ConductorAsync(CancellationToken cancellationToken)
    {
        _rpc ??= await RpcTransport.CreateAsync(
            _transport with { UseQueueManager = false, RabbitTransientQueuesTtl = TimeSpan.FromMinutes(1), RpcResponseTimeout = _limit },
            NullLoggerFactory.Instance, _time, cancellationToken);
        return _conductor ??= new ConductorClient(_rpc.Client, NullLogger<ConductorClient>.Instance);
    }

    private async Task<NovaProfile> DetectAsync(ComputeOptions options, CancellationToken cancellationToken)
    {
        var conductor = await ConductorAsync(cancellationToken);
        var profile = await new ReleaseDetection(options, NullLogger<ReleaseDetection>.Instance)
            .DetectAsync(conductor, RequestContext.Admin(time: _time), cancellationToken);
        conductor.UseProfile(profile);
        return profile;
    }

    /// <summary>GETs of one group's service.</summary>
    private Func<string, CancellationToken, Task<ServiceAnswer>> Group(string name, AdapterOptions adapter, AuthOptions auth, ServiceOptions options)
    {
        var transport = Http(adapter);
        var session = auth.Read(_config) is { } credentials ? Login(name, credentials, transport) : null;
        var service = new OpenStackService(transport, options with { Retries = 0 }, session);
        return async (path, cancellationToken) =>
        {
            var client = service.AsAdmin(globalRequestId: null);
            var asked = _time.GetUtcNow();
            using var response = await client.SendAsync(new ServiceRequest(HttpMethod.Get, path), cancellationToken);
            var answered = _time.GetUtcNow();
            if (response.Headers.Date is { } date)
                _skews[name] = Skew(date, asked, answered);
            return new ServiceAnswer(
                Newtonsoft.Json.Linq.JObject.Parse(await response.Content.ReadAsStringAsync(cancellationToken)), response.RequestMessage!.RequestUri!);
        };
    }

    /// <summary>Date was somewhere in its second, and between question and answer: nothing when that explains it.</summary>
    internal static TimeSpan Skew(DateTimeOffset date, DateTimeOffset asked, DateTimeOffset answered)
    {
        if (date > answered)
            return date - answered;
        var end = date + TimeSpan.FromSeconds(1);
        return end < asked ? end - asked : TimeSpan.Zero;
    }

    private KeystoneSession Login(string group, KeystoneOptions credentials, HttpTransport transport)
    {
        var session = new KeystoneSession(credentials with { ConnectRetries = 0 }, transport, NullLoggerFactory.Instance, _time);
        _sessions.Add(session);
        _logins.Add((group, credentials.AuthUrl, session.GetTokenAsync));
        return session;
    }

    private HttpTransport Http(AdapterOptions adapter)
    {
        var transport = new HttpTransport(adapter.ToTransportOptions(_config) with { Timeout = _limit }, NullLoggerFactory.Instance, _time);
        _http.Add(transport);
        return transport;
    }
}
