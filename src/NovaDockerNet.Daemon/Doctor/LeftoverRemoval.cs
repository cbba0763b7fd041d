using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Compute.Reconcile;
using NovaDockerNet.Daemon.Composition;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Traces;

namespace NovaDockerNet.Daemon.Doctor;

/// <summary>doctor --fix: removes what the leftovers check found, with the service's own driver and by the rule of its reconcile.</summary>
/// <remarks>
/// Only while no service runs: a running one removes them by itself, and knows what it has in hand. The service's lock is held meanwhile, so
/// none can start in between. Each leftover is looked for once more right before: what is none any more stays.
/// </remarks>
internal sealed class LeftoverRemoval(
    OsloConfig config, VirtOptions options, Func<CancellationToken, Task<IReadOnlyList<Leftover>>> find, Func<int?> serviceProcess, TextWriter output)
{
    /// <summary>True when nothing that had to be removed is left.</summary>
    /// <param name="confirm">Asks the operator, after all of it has been shown.</param>
    public async Task<bool> RunAsync(Func<int, Task<bool>> confirm, CancellationToken cancellationToken)
    {
        var certain = (await find(cancellationToken)).Where(static leftover => leftover.IsCertain).ToList();
        if (certain.Count == 0)
        {
            await output.WriteLineAsync("Nothing to remove.");
            return true;
        }
        foreach (var leftover in certain)
            await output.WriteLineAsync($"to remove: {leftover}");
        if (serviceProcess() is { } process)
        {
            await output.WriteLineAsync($"Nothing removed: the service runs (process {process}) and removes these at its next reconcile ([docker] reconcile_interval).");
            return false;
        }
        if (!await confirm(certain.Count))
        {
            await output.WriteLineAsync("Nothing removed.");
            return false;
        }
        await using var held = Lock();
        if (held is null)
        {
            await output.WriteLineAsync("Nothing removed: a service has started meanwhile.");
            return false;
        }
        return await RemoveAsync(certain, cancellationToken);
    }

    private async Task<bool> RemoveAsync(IReadOnlyList<Leftover> shown, CancellationToken cancellationToken)
    {
        await using var provider = new ServiceCollection().AddSingleton(config).AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddNovaCompute().BuildServiceProvider();
        var (driver, host) = (provider.GetRequiredService<IVirtDriver>(), provider.GetRequiredService<IHostTraces>());
        await provider.GetRequiredService<OVSDB.Net.OvsdbClient>().StartAsync(cancellationToken);
        var now = (await find(cancellationToken)).Where(static leftover => leftover.IsCertain).Select(static leftover => leftover.ToString()).ToHashSet(StringComparer.Ordinal);
        var complete = true;
        foreach (var leftover in shown)
        {
            if (!now.Contains(leftover.ToString()))
            {
                await output.WriteLineAsync($"changed meanwhile, left alone: {leftover}");
                continue;
            }
            try
            {
                if (leftover.InstanceUuid is { } uuid && leftover.Traces is not [{ Kind: HostTraceKind.ContainerBinding }])
                {
                    await driver.DestroyAsync(uuid, null, destroyDisks: true, cancellationToken);
                }
                else
                {
                    foreach (var trace in leftover.Traces)
                        await host.RemoveFileAsync(trace, cancellationToken);
                }
                await output.WriteLineAsync($"removed: {leftover}");
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                complete = false;
                await output.WriteLineAsync($"NOT removed: {leftover}: {e.Message}");
            }
        }
        return complete;
    }

    /// <summary>The service's own lock; null when one has it.</summary>
    private FileStream? Lock()
    {
        Directory.CreateDirectory(options.StatePath);
        try
        {
            return new FileStream(Path.Combine(options.StatePath, "nova-docker-net.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
