using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt.Consoles;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Compute.Tests.Fakes;

sealed partial class FakeDriver
{
    public const int ConsolePort = 10007;

    public GuestDiagnostics Diagnostics { get; set; } = new(
        17_000_000_000, 512L << 20, 64L << 20, [new NicDiagnostics("eth0", 1000, 10, 1, 2, 2000, 20, 3, 4)], new DiskDiagnostics(4096, 1, 8192, 2));

    /// <summary>What the last spawn was given; null without a drive.</summary>
    public IReadOnlyList<ConfigDriveFile>? ConfigDrive { get; private set; }

    public async Task<ConsoleAddress> GetSerialConsoleAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        await DoAsync("get_serial_console", null, cancellationToken);
        return new ConsoleAddress("127.0.0.1", ConsolePort);
    }

    public async Task SuspendAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        await DoAsync("suspend", null, cancellationToken);
        Guests[instanceUuid] = PowerState.Suspended;
    }

    public async Task ResumeAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken)
    {
        await DoAsync("resume", null, cancellationToken);
        Guests[instance.Uuid] = PowerState.Running;
    }

    public Task QuiesceAsync(string instanceUuid, CancellationToken cancellationToken) => DoAsync("quiesce", null, cancellationToken);

    public Task UnquiesceAsync(string instanceUuid, CancellationToken cancellationToken) => DoAsync("unquiesce", null, cancellationToken);

    /// <summary>What the last rescue was given.</summary>
    public RescueRequest? Rescued { get; private set; }

    public Task CheckRescueAsync(string instanceUuid, CancellationToken cancellationToken) => DoAsync("check_rescue", null, cancellationToken);

    public async Task RescueAsync(RescueRequest request, CancellationToken cancellationToken)
    {
        Rescued = request;
        if (request.ConfigDrive is { } make)
            ConfigDrive = await make(request.NetworkInfo, cancellationToken);
        await DoAsync("rescue", null, cancellationToken);
        Guests[request.Instance.Uuid] = PowerState.Running;
    }

    public async Task UnrescueAsync(
        RequestContext context, Instance instance, NetworkInfo networkInfo, bool powerOn, CancellationToken cancellationToken)
    {
        await DoAsync($"unrescue({powerOn})", "unrescue", cancellationToken);
        Guests[instance.Uuid] = powerOn ? PowerState.Running : PowerState.Shutdown;
    }

    public Task SetAdminPasswordAsync(Instance instance, string password, CancellationToken cancellationToken) =>
        DoAsync($"set_admin_password({password})", "set_admin_password", cancellationToken);

    public Task TriggerCrashDumpAsync(string instanceUuid, CancellationToken cancellationToken) => DoAsync("trigger_crash_dump", null, cancellationToken);

    public Task<GuestDiagnostics> GetDiagnosticsAsync(string instanceUuid, CancellationToken cancellationToken) => Task.FromResult(Diagnostics);
}
