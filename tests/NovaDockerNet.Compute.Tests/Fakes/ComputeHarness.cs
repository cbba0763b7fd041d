using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Oslo.Messaging.Notify;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Oslo.Messaging.Testing;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Compute.Tests.Fakes;

/// <summary>A compute service between fakes: requests go in at the dispatcher, as they come from the broker.</summary>
sealed class ComputeHarness : IDisposable
{
    /// <summary>The host of the recorded requests.</summary>
    public const string Host = "vm";

    private readonly RpcDispatcher _dispatcher;

    public ComputeHarness(Func<ComputeOptions, ComputeOptions>? configure = null, string release = "26", InMemoryBroker? listeners = null)
    {
        Options = new ComputeOptions { Host = Host, StatePath = State.Path, LifecycleEventDelay = TimeSpan.Zero, RequestSettlingTime = TimeSpan.Zero };
        Options = configure?.Invoke(Options) ?? Options;
        Conductor.Profile = Objects.Profiles.NovaProfile.ForRelease(release);
        Resources = new FakeResources(Conductor, Host);
        Wiring = new ComputeWiring(
            Options, Conductor, Rpc, Driver, Network, Resources, Resources, Images, HostTraces, Locks, Log, TimeProvider.System,
            listeners is null ? null : Notifiers(listeners));
        _dispatcher = new RpcDispatcher(Wiring.Endpoint.For(Conductor.Profile));
    }

    public TempDirectory State { get; } = new();

    public RecordingLoggers Log { get; } = new();

    public ComputeOptions Options { get; }

    public FakeConductor Conductor { get; } = new();

    public FakeDriver Driver { get; } = new();

    public FakeNetwork Network { get; } = new();

    public FakeResources Resources { get; }

    public FakeRpcClient Rpc { get; } = new();

    public FakeImages Images { get; } = new();

    public FakeHostTraces HostTraces { get; } = new();

    public InstanceLocks Locks { get; } = new();

    public ComputeWiring Wiring { get; }

    public IReadOnlyList<string> IntentFiles =>
        Directory.Exists(Path.Combine(State.Path, "intents")) ? Directory.GetFiles(Path.Combine(State.Path, "intents")) : [];

    /// <summary>Puts the instance of the request into the database as nova-api left it.</summary>
    public JObject Store(RecordedRequest request)
    {
        // Requests leave out what can be loaded later; the row has it.
        var row = Fixture.Request("boot").InstanceData;
        row.Merge(request.InstanceData, new JsonMergeSettings
        {
            MergeArrayHandling = MergeArrayHandling.Replace,
            MergeNullValueHandling = MergeNullValueHandling.Merge,
        });
        return Conductor.AddInstance(row);
    }

    public Task<JToken?> SendAsync(RecordedRequest request, string? version = null) => SendAsync(request.Method, request.Args, request.ContextValues, version ?? request.Version);

    public Task<JToken?> SendAsync(string method, JObject args, JObject context, string version = "6.0") => _dispatcher.DispatchAsync(
        new RpcRequest { Method = method, Args = (JObject)args.DeepClone(), Context = (JObject)context.DeepClone(), Version = version },
        CancellationToken.None);

    /// <summary>Sends a build and waits for its end.</summary>
    public async Task BuildAsync(RecordedRequest request)
    {
        await SendAsync(request);
        await IdleAsync();
    }

    /// <summary>Neutron's agent has wired the port of an instance.</summary>
    public Task WiredAsync(RecordedRequest request) => SendAsync(
        "external_instance_event",
        new JObject
        {
            ["instances"] = new JArray(FakeConductor.Envelope(Conductor.Profile, "Instance", Conductor.Instances[request.InstanceUuid])),
            ["events"] = new JArray(FakeConductor.Envelope(Conductor.Profile, "InstanceExternalEvent", new JObject
            {
                ["instance_uuid"] = request.InstanceUuid,
                ["name"] = "network-vif-plugged",
                ["tag"] = FakeNetwork.PortId,
                ["status"] = "completed",
            })),
        },
        request.ContextValues);

    private static ComputeNotifiers Notifiers(InMemoryBroker listeners)
    {
        var transport = listeners.CreateNotificationTransport();
        var options = new NotifierOptions { Drivers = ["messagingv2"] };
        return new ComputeNotifiers(transport.CreateNotifier(options), transport.CreateNotifier(options with { Topics = ["versioned_notifications"] }));
    }

    public Task IdleAsync() => Eventually.TrueAsync(() => Wiring.Background.Count == 0, "operations ended");

    /// <summary>Everything told so far has been sent.</summary>
    public Task ToldAsync() => Wiring.Notifications.StopAsync(TimeSpan.FromSeconds(60));

    public void Dispose()
    {
        Wiring.Dispose();
        State.Dispose();
    }
}
