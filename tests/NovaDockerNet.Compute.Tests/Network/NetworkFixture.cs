using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.OpenStack.Http;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Neutron;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.Oslo.VersionedObjects;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Compute.Tests.Network;

/// <summary>A NeutronNetworkApi of host node1 between a fake Neutron and a fake conductor, and a server being built.</summary>
sealed class NetworkFixture : IDisposable
{
    internal const string Uuid = "8290928e-7a05-4f32-ae6d-8161516e3944";

    private readonly HttpTransport _transport;
    private readonly NeutronExtensions _extensions = new(TimeProvider.System, TimeSpan.FromMinutes(10));
    private readonly KeystoneSession _session;

    internal NetworkFixture()
    {
        _transport = new HttpTransport(new() { RetryDelay = TimeSpan.FromMilliseconds(1) }, NullLoggerFactory.Instance, TimeProvider.System, Neutron);
        _session = new KeystoneSession(
            new() { AuthUrl = "http://keystone:5000/v3", Username = "nova", Password = "p", ProjectName = "service" },
            _transport, NullLoggerFactory.Instance, TimeProvider.System);
        var service = new OpenStackService(_transport, new() { ServiceType = "network", VersionPath = NeutronClient.VersionPath, Retries = 0 }, _session);
        Api = new NeutronNetworkApi(
            new NeutronClients(service), _extensions, Conductor,
            new UndoLogs(TimeProvider.System, NullLogger<UndoLogs>.Instance), new() { Host = "node1" }, Time, NullLogger<NeutronNetworkApi>.Instance);
        Conductor.Caches[Uuid] = "[]";
        Neutron.AddNetwork("net-a", "10.0.1.0/24");
    }

    internal ManualTimeProvider Time { get; } = new();

    internal FakeNeutron Neutron { get; } = new();

    internal NetworkConductor Conductor { get; } = new();

    internal NeutronNetworkApi Api { get; }

    internal RequestContext Context { get; private set; } = UserContext(FakeNeutron.UserToken);

    internal Instance Instance { get; } = MakeInstance();

    internal JArray SavedCache => JArray.Parse(Conductor.Caches[Uuid]);

    internal void ExpireUserToken() => Context = UserContext("expired");

    internal void BecomeAdmin() => Context = Context.Elevated();

    internal Task<NetworkInfo> AllocateAsync(params JObject[] requests) => AllocateAsync(["default"], requests);

    internal Task<NetworkInfo> AllocateAsync(string[] securityGroups, params JObject[] requests) =>
        ((INetworkApi)Api).AllocateForInstanceAsync(Context, Instance, Requests(requests), securityGroups, CancellationToken.None);

    /// <summary>A server that runs on these networks, by way of allocation.</summary>
    internal async Task<NetworkInfo> RunningAsync(params JObject[] requests)
    {
        var info = await AllocateAsync(requests);
        Instance.VmState = VmState.Active;
        Instance.ResetChanges();
        return info;
    }

    internal static JObject OnNetwork(string id, string? address = null, string? tag = null) =>
        new() { ["network_id"] = id, ["address"] = address, ["port_id"] = null, ["tag"] = tag };

    internal static JObject OnPort(string id) => new() { ["network_id"] = null, ["address"] = null, ["port_id"] = id };

    internal static NetworkRequestList Requests(params JObject[] requests)
    {
        var list = VersionedObject.NewEnvelope("NetworkRequestList", "1.1");
        list["nova_object.data"]!["objects"] = new JArray(requests.Select(data =>
        {
            var request = VersionedObject.NewEnvelope("NetworkRequest", "1.3");
            request["nova_object.data"] = data;
            return request;
        }));
        return NetworkRequestList.View(list);
    }

    public void Dispose()
    {
        // Nothing is in flight at the end of a test, so this does not wait.
        _session.DisposeAsync().AsTask().Wait();
        _extensions.Dispose();
        _transport.Dispose();
    }

    private static RequestContext UserContext(string token) => new(new JObject
    {
        ["request_id"] = "req-11111111-2222-4333-8444-555555555555",
        ["user_id"] = "u",
        ["project_id"] = FakeNeutron.Project,
        ["is_admin"] = false,
        ["auth_token"] = token,
        ["roles"] = new JArray("member"),
        ["service_catalog"] = JArray.Parse("""[{"type": "network", "name": "neutron", "endpoints": [{"publicURL": "http://neutron:9696", "region": "RegionOne"}]}]"""),
    });

    private static Instance MakeInstance()
    {
        var instance = Objects.Profiles.NovaProfile.ForRelease("26").Create<Instance>();
        instance.Uuid = Uuid;
        instance.ProjectId = FakeNeutron.Project;
        instance.Hostname = "web-1";
        instance.AvailabilityZone = "nova";
        instance.VmState = VmState.Building;
        instance.Deleted = false;
        instance.ResetChanges();
        return instance;
    }
}
