using System.Globalization;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Resources;

/// <summary>
/// Makes sure that this is the only service with its host name: two of them would take each other's messages in turn.
/// On one machine a lock file decides. Across machines the service record does: its report_count must be the one we wrote last, or stand
/// still while we watch it for longer than a heartbeat.
/// </summary>
public sealed partial class HostClaim(
    IConductor conductor, ComputeOptions options, HostClaimOptions files, TimeProvider time, ILogger<HostClaim> logger) : IDisposable
{
    private const string LockName = "service.lock";
    private const string ReportName = "service-report.json";

    // A heartbeat may be late by a slow conductor.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private FileStream? _lock;

    /// <summary>Takes the host, for as long as this object lives.</summary>
    /// <exception cref="InvalidConfiguration">Another service has it.</exception>
    public async Task AcquireAsync(RequestContext context, CancellationToken cancellationToken)
    {
        LockFile();
        var row = await FindAsync(context, cancellationToken);
        if (row is null || !SeemsAlive(row) || IsOurOwn(row))
            return;

        var wait = options.ReportInterval + Grace;
        LogWatching(options.Host, wait.TotalSeconds);
        await Task.Delay(wait, time, cancellationToken);
        var later = await FindAsync(context, cancellationToken);
        if (later is not null && later.ReportCount != row.ReportCount)
            throw new InvalidConfiguration(
                $"Another nova-compute reports as host {options.Host} (service record {row.Uuid}, last seen {later.LastSeenUp:u}): stop it first, or give this host another [DEFAULT]host");
    }

    /// <summary>Written before each heartbeat, so that a quick restart knows its own traces.</summary>
    internal void RememberReport(string serviceUuid, long reportCount)
    {
        try
        {
            // Lost or torn it only costs the next start a wait, so no fsync every ten seconds.
            File.WriteAllText(ReportPath, WireJson.ToText(new JObject { ["uuid"] = serviceUuid, ["report_count"] = reportCount }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRemembered(ReportPath, e.Message);
        }
    }

    public void Dispose() => _lock?.Dispose();

    private string ReportPath => Path.Combine(files.StatePath, ReportName);

    private void LockFile()
    {
        if (_lock is not null)
            return;
        Directory.CreateDirectory(files.StatePath);
        var path = Path.Combine(files.StatePath, LockName);
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB): the kernel drops it with the process, however that ends.
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            held.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            held.Flush();
            _lock = held;
        }
        catch (IOException e)
        {
            throw new InvalidConfiguration($"Another service holds {path} ({e.Message}): two services must not share [DEFAULT]state_path = {files.StatePath}");
        }
    }

    private Task<Service?> FindAsync(RequestContext context, CancellationToken cancellationToken) =>
        Service.GetByHostAndBinaryAsync(conductor, context, options.Host, Service.ComputeBinary, cancellationToken);

    /// <summary>Seen up within service_down_time, by the conductor's clock; ours may be off by more than a heartbeat, so only clear cases count.</summary>
    private bool SeemsAlive(Service row) =>
        row.GetOrDefault(Service.Fields.LastSeenUp) is { } seen && time.GetUtcNow() - seen < options.ServiceDownTime;

    private bool IsOurOwn(Service row)
    {
        try
        {
            if (!File.Exists(ReportPath))
                return false;
            var mine = (JObject)WireJson.Parse(File.ReadAllText(ReportPath));
            var count = mine.Value<long>("report_count");
            // Written before the save: the save may not have happened.
            return mine.Value<string>("uuid") == row.Uuid && (row.ReportCount == count || row.ReportCount == count - 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectFormatException or InvalidCastException or FormatException)
        {
            LogUnreadable(ReportPath, e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The service record of {Host} was updated a moment ago and not by us; watching it for {Seconds} s to be sure that no other service has this host name")]
    private partial void LogWatching(string host, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} could not be written: {Reason}")]
    private partial void LogNotRemembered(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} is not readable: {Reason}")]
    private partial void LogUnreadable(string path, string reason);
}
