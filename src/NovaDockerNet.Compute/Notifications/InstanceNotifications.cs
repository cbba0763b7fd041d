using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.Oslo.Messaging.Notify;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Notifications;

/// <summary>
/// What this service tells of its instances, in both formats. nova: compute/utils.py notify_about_instance_usage, notify_about_instance_action and
/// the like, exception_wrapper.py.
/// </summary>
/// <remarks>
/// nova sends within the operation, which then waits for a broker that is away. Here an operation leaves a copy of the instance as it is at that
/// moment and goes on; one reader loads what is missing, builds the payloads and sends, in the order things were told. What does not fit into the
/// queue is dropped and counted in the log. Where nobody is told, nothing is copied, loaded or built.
/// </remarks>
sealed partial class InstanceNotifications : IAsyncDisposable
{
    private const int QueueLength = 2000;

    // In the order they are asked for; the first four every payload needs.
    private static readonly Field[] s_needed =
        [Instance.Fields.Flavor, Instance.Fields.SystemMetadata, Instance.Fields.Metadata, Instance.Fields.InfoCache];

    private static readonly Field[] s_neededAtCreation = [.. s_needed, Instance.Fields.Keypairs, Instance.Fields.Tags, Instance.Fields.TrustedCerts];
    private static readonly Field[] s_neededAtRebuild = [.. s_needed, Instance.Fields.TrustedCerts];

    private readonly IConductor _conductor;
    private readonly IImageApi _images;
    private readonly NotificationOptions _options;
    private readonly ComputeNotifiers? _notifiers;
    private readonly string _host;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<Func<CancellationToken, Task>> _queue = Channel.CreateBounded<Func<CancellationToken, Task>>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _reader;
    private long _dropped;

    /// <param name="notifiers">Null where nobody is told anything.</param>
    public InstanceNotifications(
        IConductor conductor, IImageApi images, ComputeOptions options, ComputeNotifiers? notifiers, TimeProvider time, ILogger<InstanceNotifications> logger)
    {
        (_conductor, _images, _options, _notifiers, _host) = (conductor, images, options.Notifications, notifiers, options.Host);
        (_time, _logger) = (time, logger);
        _reader = IsEnabled ? ReadAsync() : Task.CompletedTask;
    }

    private bool LegacyIsEnabled => _options.Format != NotificationFormat.Versioned && _notifiers is { Legacy.IsEnabled: true };

    private bool VersionedIsEnabled => _options.Format != NotificationFormat.Unversioned && _notifiers is { Versioned.IsEnabled: true };

    private bool IsEnabled => LegacyIsEnabled || VersionedIsEnabled;

    /// <summary>An operation on an instance begins, ends or fails.</summary>
    public void About(RequestContext context, Instance instance, NotifiedAction action, NotificationPhase phase, ActionDetails? details = null)
    {
        if (!IsEnabled)
            return;
        var copy = Copy(instance);
        details ??= new ActionDetails();
        Enqueue(token => TellActionAsync(context, copy, action, phase, details, token));
    }

    /// <summary>What an instance has used. nova: compute/utils.py notify_usage_exists.</summary>
    /// <param name="current">The audit period under way up to now, else the last that is over.</param>
    /// <param name="asItWas">Makes the instance of the unversioned payload another than it is by now.</param>
    public void Exists(RequestContext context, Instance instance, bool current, Action<Instance>? asItWas = null)
    {
        if (!IsEnabled)
            return;
        var copy = Copy(instance);
        var (begin, end) = _options.AuditPeriod.Bounds(_time.GetUtcNow().UtcDateTime, current);
        Enqueue(token => TellUsageAsync(context, copy, begin, end, asItWas, token));
    }

    /// <summary>An operation raised. nova: exception_wrapper.py wrap_exception.</summary>
    public void Raised(RequestContext context, string method, JObject arguments, Exception exception)
    {
        if (!IsEnabled)
            return;
        // Of the arguments now: the operation's filters go on changing the instance among them.
        var call = LegacyIsEnabled ? FaultPayloads.Call(exception, arguments) : null;
        Enqueue(async token =>
        {
            if (call is not null)
                await SendLegacyAsync(context, method, NotificationPriority.Error, call, token);
            if (VersionedIsEnabled)
                await SendVersionedAsync(context, "compute.exception", NotificationPriority.Error, Payloads().Fault(exception), token);
        });
    }

    /// <summary>Sends what is left, as far as the limit allows.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        _queue.Writer.TryComplete();
        try
        {
            await _reader.WaitAsync(limit, _time);
        }
        catch (TimeoutException)
        {
            LogLeft(_queue.Reader.Count);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _reader;
        _stopping.Dispose();
    }

    private static Instance Copy(Instance instance) => Instance.View((JObject)instance.Envelope.DeepClone());

    private VersionedPayloads Payloads() => new(_conductor.Profile, _options);

    private void Enqueue(Func<CancellationToken, Task> tell)
    {
        if (_queue.Writer.TryWrite(tell))
        {
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                LogDroppedInAll(dropped);
        }
        else if (!_queue.Reader.Completion.IsCompleted && Interlocked.Increment(ref _dropped) == 1)
        {
            LogDropping(QueueLength);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var tell in _queue.Reader.ReadAllAsync(_stopping.Token))
            {
                try
                {
                    await tell(_stopping.Token);
                }
                catch (InstanceNotFound e)
                {
                    LogDisappeared(e.Message);
                }
                catch (Exception e) when (e is not OperationCanceledException || !_stopping.IsCancellationRequested)
                {
                    LogFailed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            LogStopped();
        }
    }

    private async Task TellActionAsync(
        RequestContext context, Instance instance, NotifiedAction action, NotificationPhase phase, ActionDetails details, CancellationToken cancellationToken)
    {
        await LoadAsync(context, instance, NeededBy(action), cancellationToken);
        var ending = phase.ToString().ToLowerInvariant();
        if (LegacyIsEnabled && action.Legacy is { } legacy)
        {
            var payload = UsagePayload.Of(instance, await ImageUrlAsync(context, instance, cancellationToken), details.Network);
            Add(payload, details.Usage);
            if (details.Fault is { } fault)
                Add(payload, FaultPayloads.Legacy(fault));
            await SendLegacyAsync(
                context, $"compute.instance.{legacy}.{ending}", phase == NotificationPhase.Error ? NotificationPriority.Error : NotificationPriority.Info,
                payload, cancellationToken);
        }
        if (VersionedIsEnabled && action.Name is { } name)
        {
            var more = (JObject?)details.Fields?.DeepClone() ?? [];
            var payloads = Payloads();
            if (details.Fault is { } fault)
                more["fault"] = payloads.Fault(fault);
            if (details.NewFlavor is { } flavor)
                more["new_flavor"] = payloads.Flavor(flavor);
            var blockDevices = await BlockDevicesAsync(context, instance, action, details, cancellationToken);
            await SendVersionedAsync(
                context, $"instance.{name}.{ending}", details.Fault is null ? NotificationPriority.Info : NotificationPriority.Error,
                payloads.Of(context, instance, action.Payload, blockDevices, more), cancellationToken);
        }
    }

    private async Task TellUsageAsync(
        RequestContext context, Instance instance, DateTime begin, DateTime end, Action<Instance>? asItWas, CancellationToken cancellationToken)
    {
        await LoadAsync(context, instance, s_needed, cancellationToken);
        if (LegacyIsEnabled)
        {
            var told = instance;
            if (asItWas is not null)
                asItWas(told = Copy(instance));
            var payload = UsagePayload.Of(told, await ImageUrlAsync(context, told, cancellationToken), null);
            payload["audit_period_beginning"] = PythonText.Naive(begin);
            payload["audit_period_ending"] = PythonText.Naive(end);
            await SendLegacyAsync(context, "compute.instance.exists", NotificationPriority.Info, payload, cancellationToken);
        }
        if (VersionedIsEnabled)
        {
            var payloads = Payloads();
            var blockDevices = _options.BdmsInNotifications
                ? await BlockDeviceMappingList.GetByInstanceUuidAsync(_conductor, context, instance.Uuid, cancellationToken) : null;
            var payload = payloads.Of(
                context, instance, "InstanceExistsPayload", blockDevices, new JObject { ["audit_period"] = payloads.AuditPeriod(begin, end) });
            await SendVersionedAsync(context, "instance.exists", NotificationPriority.Info, payload, cancellationToken);
        }
    }

    private Task SendLegacyAsync(
        RequestContext context, string eventType, NotificationPriority priority, JObject payload, CancellationToken cancellationToken) =>
        _notifiers!.Legacy.NotifyAsync(new Notification(context.ToDictionary(), $"compute.{_host}", eventType, priority, payload), cancellationToken);

    private Task SendVersionedAsync(
        RequestContext context, string eventType, NotificationPriority priority, JObject payload, CancellationToken cancellationToken) =>
        _notifiers!.Versioned.NotifyAsync(
            new Notification(context.ToDictionary(), $"nova-compute:{_host}", eventType, priority, payload), cancellationToken);

    private static Field[] NeededBy(NotifiedAction action) =>
        action == NotifiedAction.Create ? s_neededAtCreation : action == NotifiedAction.Rebuild ? s_neededAtRebuild : s_needed;

    // One question for all that the request came without.
    private async Task LoadAsync(RequestContext context, Instance instance, Field[] needed, CancellationToken cancellationToken)
    {
        var missing = needed.Where(field => !instance.IsSet(field)).ToList();
        if (missing.Count == 0)
            return;
        var loaded = await Instance.GetByUuidAsync(
            _conductor, context.WithReadDeleted("yes"), instance.Uuid, [.. missing.Select(field => field.Name)], cancellationToken);
        foreach (var field in missing.Where(loaded.IsSet))
            instance.CopyField(loaded, field);
    }

    private async Task<BlockDeviceMappingList?> BlockDevicesAsync(
        RequestContext context, Instance instance, NotifiedAction action, ActionDetails details, CancellationToken cancellationToken)
    {
        if (details.BlockDevices is { } known)
            return known;
        return action.TellsBlockDevices || _options.BdmsInNotifications
            ? await BlockDeviceMappingList.GetByInstanceUuidAsync(_conductor, context, instance.Uuid, cancellationToken)
            : null;
    }

    // nova: info_from_instance with populate_image_ref_url.
    private async Task<string?> ImageUrlAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) =>
        await _images.UrlOfAsync(context, instance.GetOrDefault(Instance.Fields.ImageRef) ?? "", cancellationToken);

    private static void Add(JObject payload, JObject? more)
    {
        foreach (var (name, value) in more ?? [])
            payload[name] = value?.DeepClone();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A notification could not be made")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Failed to send a notification. The instance could not be found and was most likely deleted: {Reason}")]
    private partial void LogDisappeared(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} notifications wait for the broker; further ones are dropped until it takes them")]
    private partial void LogDropping(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notifications are taken again; {Count} were dropped")]
    private partial void LogDroppedInAll(long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} notifications were not sent before the service stopped")]
    private partial void LogLeft(int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Notifications have stopped")]
    private partial void LogStopped();
}
