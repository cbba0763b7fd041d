using Microsoft.Extensions.DependencyInjection;
using NovaDockerNet.Compute;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Daemon.Lifecycle;
using NovaDockerNet.Daemon.Monitoring;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.Networking;

namespace NovaDockerNet.Daemon.Composition;

/// <summary>How the service comes up; it goes down in reverse. The configuration has been checked before.</summary>
internal static class NovaComputeStages
{
    /// <summary>Beyond graceful_shutdown_timeout: for telling the operations left over to end, and for closing consumers.</summary>
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(15);

    public static IReadOnlyList<Stage> Of(IServiceProvider services)
    {
        var docker = services.GetRequiredService<DockerEngineClient>();
        var monitor = services.GetRequiredService<ServiceMonitor>();
        var networks = services.GetRequiredService<IInstanceNetworks>();
        var compute = services.GetRequiredService<ComputeService>();
        var periodic = services.GetRequiredService<PeriodicTasks>();
        var memory = services.GetRequiredService<IdleMemory>();
        var graceful = services.GetRequiredService<ComputeOptions>().GracefulShutdownTimeout;
        return
        [
            new("Docker", docker.System.PingAsync),
            new("monitoring", monitor.StartAsync, monitor.StopAsync),
            new("Open vSwitch and namespaces", networks.CheckAsync),
            new("nova-conductor", compute.WaitForConductorAsync),
            new("release of Nova", compute.DetectProfileAsync),
            new("host name of our own", compute.GuardHostAsync),
            new("node identity", services.GetRequiredService<NodeIdentity>().EnsureAsync),
            new("servers of this host", compute.InitHostAsync),
            new("service record", compute.EnsureServiceRecordAsync),
            new("first resource report", compute.PreStartAsync),
            new("RPC", compute.OpenRpcAsync, compute.StopAsync, graceful + s_closing),
            new("heartbeat", Now(compute.StartHeartbeat)),
            new("periodic tasks", Now(() => compute.StartPeriodicTasks(periodic.RunAsync))),
            new("memory of an idle service", Now(memory.Start), memory.StopAsync),
        ];
    }

    private static Func<CancellationToken, Task> Now(Action action) => _ =>
    {
        action();
        return Task.CompletedTask;
    };
}
