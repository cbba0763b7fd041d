using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Compute.Startup;

/// <summary>Two services with one [DEFAULT] host would take each other's messages in turns: the second refuses to start.</summary>
sealed partial class HostGuard(IConductor conductor, IRpcClient rpc, ComputeOptions options, TimeProvider time, ILogger<HostGuard> logger)
    : IDisposable
{
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    private FileStream? _lock;

    public async Task EnsureAloneAsync(CancellationToken cancellationToken)
    {
        LockStatePath();
        var context = RequestContext.Admin(time: time);
        var record = await Service.GetByHostAndBinaryAsync(conductor, context, options.Host, Service.ComputeBinary, cancellationToken);
        // Only a service that has reported lately can be alive; it answers at its own queue if it is.
        if (record?.IsSet(Service.Fields.LastSeenUp) == true && record.LastSeenUp is { } seen && time.GetUtcNow() - seen < options.ServiceDownTime
            && await AnswersAsync(context, cancellationToken))
            throw new HostInUseException(
                $"another compute service answers as host '{options.Host}': stop it (a nova-compute left running?), or give this one its own [DEFAULT] host");
    }

    public void Dispose() => _lock?.Dispose();

    private void LockStatePath()
    {
        Directory.CreateDirectory(options.StatePath);
        var path = Path.Combine(options.StatePath, "nova-docker-net.lock");
        try
        {
            // Held until the process ends, however it ends.
            _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new HostInUseException($"{path} is locked by another nova-docker-net: stop it, or give this one its own [DEFAULT] state_path and host", e);
        }
    }

    private async Task<bool> AnswersAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var service = new RpcTarget("compute", Server: options.Host, Namespace: "baseapi", Version: "1.0");
        try
        {
            // Without a listener a ping would only be waited for.
            if (await rpc.HasListenerAsync(service, cancellationToken))
            {
                await rpc.CallAsync(
                    service, context.ToDictionary(), "ping",
                    new JObject { ["arg"] = "anybody there?" }, new RpcCallOptions(PingTimeout), cancellationToken);
                return true;
            }
        }
        catch (RpcTimeoutException)
        {
            // It consumes and does not answer: the broker has not noticed yet that it is gone.
        }
        LogNobody(options.Host);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The service record of {Host} is fresh, but nobody answers: it is our own from before")]
    private partial void LogNobody(string host);
}
