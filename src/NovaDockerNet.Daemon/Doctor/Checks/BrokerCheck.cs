using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Inspection;
using NovaDockerNet.Oslo.Messaging.Options;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Every broker of transport_url: reachable, login, virtual host.</summary>
internal sealed class BrokerCheck(TransportOptions options, Func<TransportHost, CancellationToken, Task> connect) : Check(CheckNames.Broker)
{
    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var hosts = BrokerInspection.HostsOf(options);
        var tried = await Task.WhenAll(hosts.Select(async host => (Host: host, Problem: await TryAsync(host, cancellationToken))));
        var virtualHost = BrokerInspection.VirtualHostOf(options);
        var anyWorks = tried.Any(static one => one.Problem is null);
        return
        [
            .. tried.Select(one => one.Problem switch
            {
                null => Finding.Ok($"{one.Host} as {one.Host.UserName}, virtual host {virtualHost}"),
                MessagingOperationException refused => Finding.Failure(
                    refused.Message, $"compare transport_url with that of the cloud's other services; rabbitmqctl list_users, list_permissions -p {virtualHost}"),
                var lost when anyWorks => Finding.Warning(lost.Message, "the service uses the others; is RabbitMQ running there?"),
                var lost => Finding.Failure(lost.Message, "is RabbitMQ running there, and are host, port and TLS right in transport_url?"),
            }),
        ];
    }

    private async Task<Exception?> TryAsync(TransportHost host, CancellationToken cancellationToken)
    {
        try
        {
            await connect(host, cancellationToken);
            return null;
        }
        catch (MessagingException problem)
        {
            return problem;
        }
    }
}
