using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Events;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Reconcile;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Compute.Startup;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Compute.Workflows.Resize;
using NovaDockerNet.Objects;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Traces;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Compute;

/// <summary>Puts the pieces together, in the order they depend on each other.</summary>
sealed class ComputeWiring : IDisposable
{
    private readonly BuildSlots _buildSlots;
    private readonly BuildSlots _snapshotSlots;

    public ComputeWiring(ComputeServiceParts parts)
        : this(parts.Options, parts.Conductor, parts.Transport.Client, parts.Driver, parts.Network, parts.Tracker, parts.Placement, parts.Images,
            parts.HostTraces, parts.Locks, parts.LoggerFactory, parts.Time, parts.Notifiers)
    {
    }

    internal ComputeWiring(
        ComputeOptions options,
        IConductor conductor,
        IRpcClient rpc,
        IVirtDriver driver,
        INetworkApi network,
        IResourceTracker tracker,
        IPlacementReporter placement,
        IImageApi images,
        IHostTraces hostTraces,
        InstanceLocks locks,
        ILoggerFactory loggers,
        TimeProvider time,
        ComputeNotifiers? notifiers = null)
    {
        ILogger<T> Logger<T>() => loggers.CreateLogger<T>();

        Background = new BackgroundOperations(Logger<BackgroundOperations>());
        Events = new ExternalEvents(time, Logger<ExternalEvents>());
        _buildSlots = new BuildSlots(options.MaxConcurrentBuilds);
        _snapshotSlots = new BuildSlots(options.MaxConcurrentSnapshots);
        var intents = new IntentStore(options.StatePath, time, Logger<IntentStore>());
        Notifications = new InstanceNotifications(conductor, images, options, notifiers, time, Logger<InstanceNotifications>());
        var states = new InstanceStates(conductor, driver, tracker, options, Logger<InstanceStates>());
        var faults = new InstanceFaults(conductor, options);
        var filters = new OperationFilters(
            new WrapException(Notifications, Logger<WrapException>()),
            new RevertsTaskState(states, Logger<RevertsTaskState>()),
            new WrapInstanceEvent(conductor, options, Logger<WrapInstanceEvent>()),
            new WrapInstanceFault(faults, Logger<WrapInstanceFault>()),
            new ErrorsOutMigration(conductor, Logger<ErrorsOutMigration>()),
            new DeleteImageOnError(images, Logger<DeleteImageOnError>()));
        var services = new WorkflowServices(
            options, conductor, driver, network, tracker, placement, new SchedulerClient(rpc, options), Events, locks, intents, states, faults, time, Notifications);

        // The endpoint calls the workflows, and two of them run operations through it as if they had been asked for.
        var endpoint = new Lazy<ComputeEndpoint>(() => Endpoint!);
        var deletions = new DeletionRequests();
        var build = new BuildWorkflow(
            services, filters, new ComputeTaskClient(rpc), new UndoLogs(time, Logger<UndoLogs>()), _buildSlots, deletions, Background,
            Logger<BuildWorkflow>());
        var terminate = new TerminateWorkflow(services, deletions, Logger<TerminateWorkflow>());
        var sync = new PowerStateSync(conductor, states, new ComputeApi(conductor, endpoint, Background), options, Logger<PowerStateSync>());
        var powerStates = new PowerStates(conductor, driver, locks, sync.SyncAsync, options, Logger<PowerStates>());
        LifecycleEvents = new LifecycleEvents(conductor, driver, locks, sync, powerStates, Background, options, time, Logger<LifecycleEvents>());
        InterruptedBuilds = new InterruptedBuilds(services, build, terminate, Background, Logger<InterruptedBuilds>());
        var snapshots = new ShelvedSnapshots(images, Logger<ShelvedSnapshots>());
        var compute = new ComputeClient(rpc);
        var power = new PowerWorkflow(services, snapshots, Logger<PowerWorkflow>());
        var resize = new ResizeWorkflow(services, compute, Logger<ResizeWorkflow>());
        var resizeEnd = new ResizeEnd(services, compute, power, Logger<ResizeEnd>());
        var unfinished = new UnfinishedImages(images, Logger<UnfinishedImages>());
        var imageWorkflows = new ImageWorkflows(
            new SnapshotWorkflow(services, images, unfinished, _snapshotSlots, deletions, Logger<SnapshotWorkflow>()),
            new RebuildWorkflow(services, images, deletions, endpoint, Logger<RebuildWorkflow>()),
            new ShelveWorkflow(services, images, deletions, Logger<ShelveWorkflow>()),
            new UnshelveWorkflow(services, snapshots, new UndoLogs(time, Logger<UndoLogs>()), deletions, Logger<UnshelveWorkflow>()));
        var interfaces = new InterfaceWorkflow(services, Logger<InterfaceWorkflow>());
        InitHost = new InitHost(
            services, endpoint, terminate, imageWorkflows.Shelve, InterruptedBuilds,
            new InterruptedInterfaces(services, interfaces, endpoint, Logger<InterruptedInterfaces>()),
            new InterruptedResizes(services, endpoint, resize, resizeEnd, Logger<InterruptedResizes>()),
            new InterruptedImages(services, images, snapshots, unfinished, Logger<InterruptedImages>()),
            new WaitingRequests(services, rpc, Logger<WaitingRequests>()), Logger<InitHost>());
        PeriodicOperations = new PeriodicOperations(
            terminate, compute,
            new Reconciler(services, new Leftovers(hostTraces), hostTraces, new LeftoverPorts(conductor, network), Logger<Reconciler>()),
            powerStates, endpoint, Notifications);
        HostGuard = new HostGuard(conductor, rpc, options, time, Logger<HostGuard>());
        Endpoint = new ComputeEndpoint(
            conductor,
            filters,
            new RecordsIntent(intents),
            new RecordsIntent(intents, withRequest: true),
            build,
            terminate,
            power,
            new GuestWorkflows(
                new SuspendWorkflow(services, Logger<SuspendWorkflow>()), new GuestActions(services, Logger<GuestActions>()),
                new Diagnostics(services, Logger<Diagnostics>()), interfaces,
                new SerialConsoleAccess(services, Logger<SerialConsoleAccess>()), resize, resizeEnd,
                new RescueWorkflow(services, images, deletions, Logger<RescueWorkflow>())),
            imageWorkflows,
            new ConsoleOutput(driver),
            new HostOperations(services, Logger<HostOperations>()),
            new ExternalInstanceEvents(
                conductor, Events, network, driver, locks,
                new NetworkChanges(conductor, driver, network, locks, Background, options, Logger<NetworkChanges>()),
                Logger<ExternalInstanceEvents>()),
            new RefusalEffects(conductor, placement, tracker, Logger<RefusalEffects>()),
            Logger<ComputeEndpoint>());
    }

    public ComputeEndpoint Endpoint { get; }

    public BackgroundOperations Background { get; }

    public InstanceNotifications Notifications { get; }

    public ExternalEvents Events { get; }

    public LifecycleEvents LifecycleEvents { get; }

    public InterruptedBuilds InterruptedBuilds { get; }

    public InitHost InitHost { get; }

    public PeriodicOperations PeriodicOperations { get; }

    public HostGuard HostGuard { get; }

    public void Dispose()
    {
        _buildSlots.Dispose();
        _snapshotSlots.Dispose();
        HostGuard.Dispose();
    }
}
