using NovaDockerNet.Oslo.Messaging.Inspection;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>What is declared at the broker agrees with [oslo_messaging_rabbit], and our own queue has one reader: the service of this host.</summary>
internal sealed class QueuesCheck(
    string host, string exchange, Func<CancellationToken, Task<(bool Exists, string? Conflict)>> inspectExchange,
    Func<string, string?, CancellationToken, Task<QueueState>> inspect, Func<int?> serviceProcess)
    : Check(CheckNames.Queues, CheckNames.Broker)
{
    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var (exists, conflict) = await inspectExchange(cancellationToken);
        if (!exists)
        {
            return
            [
                Finding.Failure(
                    $"no service of this cloud uses exchange {exchange}", "copy [DEFAULT] control_exchange and transport_url from the controller's nova.conf"),
            ];
        }
        List<Finding> findings = [];
        if (conflict is not null)
            findings.Add(Differs($"exchange {exchange}", conflict));
        var own = await inspect("compute", host, cancellationToken);
        QueueState[] queues = [await inspect("conductor", null, cancellationToken), await inspect("compute", null, cancellationToken), own];
        foreach (var queue in queues)
        {
            if (queue.Conflict is { } difference)
                findings.Add(Differs($"queue {queue.Name}", difference));
        }
        findings.Add(Readers(own, serviceProcess()));
        return findings;
    }

    private static Finding Differs(string what, string conflict) => Finding.Failure($"{what} was declared otherwise: {conflict}",
        "the service could not declare it; make [oslo_messaging_rabbit] that of the cloud's other services");

    private static Finding Readers(QueueState own, int? process) => (own, process) switch
    {
        ({ Consumers: > 0 }, null) => Finding.Failure(
            $"{own.Name} is read by {own.Consumers} consumer(s), but the service does not run here",
            "another nova-compute uses this [DEFAULT] host: stop it, or give this one its own name"),
        ({ Consumers: > 1 }, not null) => Finding.Failure(
            $"{own.Name} is read by {own.Consumers} services at once", "another nova-compute uses this [DEFAULT] host: stop it"),
        ({ Consumers: 1 }, { } pid) => Finding.Ok($"{own.Name} is read by the service (process {pid}), {own.Messages} message(s) waiting"),
        (_, { } pid) => Finding.Warning($"the service runs (process {pid}) but does not read {own.Name}", "it may be starting; its log says what it waits for"),
        ({ Messages: > 0 }, null) => Finding.Warning($"{own.Messages} message(s) wait in {own.Name}, the service does not run", "start the service; it takes them up"),
        _ => Finding.Ok($"{own.Name} is free for the service, which does not run now"),
    };
}
