using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Compute.Events;

/// <summary>The wait for Neutron's network-vif-plugged of every port that is not active yet. nova: virt/libvirt/driver.py _create_guest_with_network.</summary>
/// <remarks>
/// Armed before the ports are read, because they may be plugged already, by an attachment a moment ago or by an earlier run of the service: one
/// that is wired between Neutron's answer and its arrival is reported only once.
/// </remarks>
sealed partial class VifPluggedWait : IVifPlugWait
{
    private readonly InstanceEventWait? _wait;
    private readonly ComputeOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lazy<Task> _completion;
    private int _isDisposed;

    public VifPluggedWait(ExternalEvents events, string instanceUuid, ComputeOptions options, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        _completion = new Lazy<Task>(WaitAsync);
        if (options.VifPluggingTimeout > TimeSpan.Zero)
            _wait = events.Prepare(instanceUuid, InstanceEventKey.NetworkVifPlugged);
    }

    /// <summary>The ports, now that they have been read; those that are active are not waited for. Returns itself.</summary>
    public VifPluggedWait Expect(NetworkInfo networkInfo)
    {
        _wait?.Expect(EventsOf(networkInfo));
        return this;
    }

    /// <summary>The time limit runs from the first look at it, which is when the plug is done.</summary>
    public Task Completion => _completion.Value;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _disposed.CancelAsync();
        if (_completion.IsValueCreated)
            await _completion.Value.ContinueWith(_ => { }, TaskScheduler.Default);
        _wait?.Dispose();
        _disposed.Dispose();
    }

    // nova: _get_neutron_events; a port that is active already will not be reported again.
    private static List<InstanceEventKey> EventsOf(NetworkInfo networkInfo) =>
        [.. networkInfo.Where(vif => !vif.Active).Select(vif => new InstanceEventKey(InstanceEventKey.NetworkVifPlugged, vif.Id))];

    private async Task WaitAsync()
    {
        if (_wait is null)
            return;
        try
        {
            await _wait.WaitAsync(_options.VifPluggingTimeout, OnFailed, _disposed.Token);
        }
        catch (TimeoutException e)
        {
            LogTimeout(e.Message);
            if (_options.VifPluggingIsFatal)
                throw new VirtualInterfaceCreateException();
        }
    }

    // nova: _neutron_failed_callback.
    private bool OnFailed(InstanceEventKey key)
    {
        LogFailed(key.Tag);
        return _options.VifPluggingIsFatal ? throw new VirtualInterfaceCreateException() : true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Timeout waiting for Neutron: {Reason}. Is the L2 agent of this host alive?")]
    private partial void LogTimeout(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Neutron Reported failure on event network-vif-plugged for port {PortId}")]
    private partial void LogFailed(string? portId);
}
