using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Topology;

/// <summary>Suffixes of reply and fanout queues: random, or stable over restarts with use_queue_manager. oslo.messaging: QManager.</summary>
internal sealed class QueueManager(TransportOptions options)
{
    private int _counter;

    /// <summary>host:process:n, counted from 1 in each process, so that a restarted service meets its own queues again.</summary>
    public string NextSuffix() => options.UseQueueManager
        ? $"{options.Hostname}:{options.ProcessName}:{Interlocked.Increment(ref _counter)}"
        : WireId.Create();
}
