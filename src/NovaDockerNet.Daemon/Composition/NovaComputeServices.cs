using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Daemon.Lifecycle;
using NovaDockerNet.Daemon.Monitoring;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.Networking;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects;
using NovaDockerNet.OpenStack.Neutron;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.Oslo.Messaging.Notify;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Docker;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Traces;
using NovaDockerNet.Virt.Undo;
using OVSDB.Net;

namespace NovaDockerNet.Daemon.Composition;

/// <summary>What the service is made of.</summary>
internal static class NovaComputeServices
{
    public static IServiceCollection AddNovaCompute(this IServiceCollection services) => services
        .AddOptions()
        .AddProcess()
        .AddMessaging()
        .AddOpenStack()
        .AddNetworking()
        .AddDocker()
        .AddResources()
        .AddCompute();

    /// <summary>The option records, each mapped once.</summary>
    private static IServiceCollection AddOptions(this IServiceCollection services) => services
        .AddMapped(OptionMapping.ToTransport)
        .AddMapped(OptionMapping.ToCompute)
        .AddMapped(OptionMapping.ToVirt)
        .AddMapped(OptionMapping.ToDockerEngine)
        .AddMapped(OptionMapping.ToOvsdb)
        .AddMapped(OptionMapping.ToMonitoring)
        .AddMapped(OptionMapping.ToInstanceNetworks)
        .AddMapped(OptionMapping.ToNetworkPlan)
        .AddMapped(OptionMapping.ToNeutronNetwork)
        .AddMapped(OptionMapping.ToResources)
        .AddMapped(OptionMapping.ToNodeIdentity)
        .AddMapped(OptionMapping.ToPeriodic);

    /// <summary>Clock, systemd, and the stages of the process's life.</summary>
    private static IServiceCollection AddProcess(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton(new SystemdNotifier(Environment.GetEnvironmentVariable))
        .AddSingleton<ServiceMonitor>()
        .AddSingleton(static provider => new IdleMemory(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(NovaComputeStages.Of)
        .AddSingleton<IHostedService, StageRunner>();

    /// <summary>RabbitMQ, and the conductor behind it.</summary>
    private static IServiceCollection AddMessaging(this IServiceCollection services) => services
        .AddSingleton(static provider =>
            // Only checks the options; the connection comes with the first message.
            RpcTransport.CreateAsync(
                provider.GetRequiredService<TransportOptions>(), provider.GetRequiredService<ILoggerFactory>(),
                provider.GetRequiredService<TimeProvider>(), CancellationToken.None).GetAwaiter().GetResult())
        .AddSingleton(static provider => provider.GetRequiredService<RpcTransport>().Client)
        .AddSingleton(static provider => NotificationTransport.Create(
            NotificationsSection.ToTransport(provider.GetRequiredService<OsloConfig>()), provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(static provider => NotificationsSection.ToNotifiers(
            provider.GetRequiredService<OsloConfig>(), provider.GetRequiredService<NotificationTransport>()))
        .AddSingleton<ConductorClient>()
        .AddSingleton<IConductor>(static provider => provider.GetRequiredService<ConductorClient>());

    /// <summary>Neutron, Glance and Placement over HTTP.</summary>
    private static IServiceCollection AddOpenStack(this IServiceCollection services) => services
        .AddSingleton<OpenStackServices>()
        .AddSingleton(static provider => new NeutronClients(provider.GetRequiredService<OpenStackServices>().Neutron))
        .AddSingleton(static provider => new NeutronExtensions(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<OsloConfig>().Get(OpenStackSections.ExtensionSyncInterval)))
        .AddSingleton<INetworkApi, NeutronNetworkApi>()
        .AddSingleton<IImageApi>(static provider => new GlanceImageApi(provider.GetRequiredService<OpenStackServices>().Glance));

    /// <summary>Open vSwitch, and the servers' network namespaces.</summary>
    private static IServiceCollection AddNetworking(this IServiceCollection services) => services
        .AddSingleton<OvsdbClient>()
        .AddSingleton<InstanceNetworks>()
        .AddSingleton<IInstanceNetworks>(static provider => provider.GetRequiredService<InstanceNetworks>());

    /// <summary>Docker, and the driver on it.</summary>
    private static IServiceCollection AddDocker(this IServiceCollection services) => services
        .AddSingleton<DockerEngineClient>()
        .AddSingleton(static provider => new UndoLogs(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<UndoLogs>>()))
        .AddSingleton<IImageSource>(static provider => new GlanceImageSource(provider.GetRequiredService<OpenStackServices>().GlanceFor))
        .AddSingleton<IHostTraces, HostTraces>()
        .AddSingleton<IGuestImages>(static provider => ActivatorUtilities.CreateInstance<ImageStore>(provider))
        .AddSingleton<IVirtDriver>(static provider =>
        {
            var plan = provider.GetRequiredService<InstanceNetworkPlanOptions>();
            return ActivatorUtilities.CreateInstance<DockerDriver>(
                provider,
                (Func<string, Objects.Networks.NetworkInfo, InstanceNetworkPlan>)((uuid, network) => InstanceNetworkPlan.From(uuid, network, plan)));
        });

    /// <summary>What Nova and Placement know of this host.</summary>
    private static IServiceCollection AddResources(this IServiceCollection services) => services
        .AddSingleton(static provider => provider.GetRequiredService<OpenStackServices>().PlacementClient)
        .AddSingleton<PlacementReporter>()
        .AddSingleton<IPlacementReporter>(static provider => provider.GetRequiredService<PlacementReporter>())
        .AddSingleton<NodeIdentity>()
        .AddSingleton<ServiceRecord>()
        .AddSingleton<IServiceRecord>(static provider => provider.GetRequiredService<ServiceRecord>())
        .AddSingleton<IResourceTracker, ResourceTracker>();

    /// <summary>The compute service itself.</summary>
    private static IServiceCollection AddCompute(this IServiceCollection services) => services
        .AddSingleton<InstanceLocks>()
        .AddSingleton(static provider => new ComputeServiceParts
        {
            Options = provider.GetRequiredService<ComputeOptions>(),
            Transport = provider.GetRequiredService<RpcTransport>(),
            Conductor = provider.GetRequiredService<ConductorClient>(),
            Driver = provider.GetRequiredService<IVirtDriver>(),
            Network = provider.GetRequiredService<INetworkApi>(),
            Tracker = provider.GetRequiredService<IResourceTracker>(),
            Placement = provider.GetRequiredService<IPlacementReporter>(),
            ServiceRecord = provider.GetRequiredService<IServiceRecord>(),
            Images = provider.GetRequiredService<IImageApi>(),
            HostTraces = provider.GetRequiredService<IHostTraces>(),
            Locks = provider.GetRequiredService<InstanceLocks>(),
            LoggerFactory = provider.GetRequiredService<ILoggerFactory>(),
            Time = provider.GetRequiredService<TimeProvider>(),
            Notifiers = provider.GetRequiredService<ComputeNotifiers>(),
        })
        .AddSingleton<ComputeService>()
        .AddSingleton(static provider => new PeriodicTasks(
            provider.GetRequiredService<ComputeServiceParts>(), provider.GetRequiredService<ComputeService>().PeriodicOperations,
            provider.GetRequiredService<PeriodicOptions>()));

    private static IServiceCollection AddMapped<T>(this IServiceCollection services, Func<OsloConfig, T> map)
        where T : class => services.AddSingleton(provider => map(provider.GetRequiredService<OsloConfig>()));
}
