using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Inspection;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>A nova-conductor listens and answers.</summary>
internal sealed class ConductorCheck(
    Func<CancellationToken, Task<QueueState>> queue, Func<CancellationToken, Task> ping) : Check(CheckNames.Conductor, CheckNames.Broker, CheckNames.Queues)
{
    private const string Look = "is nova-conductor running, in this cell, with the same transport_url? openstack compute service list";

    protected internal override string Advice => Look;

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var found = await queue(cancellationToken);
        if (found.Consumers == 0)
            return [Finding.Failure("no nova-conductor listens at this broker and virtual host", Look)];
        try
        {
            await ping(cancellationToken);
        }
        catch (RpcTimeoutException)
        {
            return [Finding.Failure($"{found.Consumers} nova-conductor worker(s) listen, but none answers; {found.Messages} request(s) wait", "look at its log: is its database away?")];
        }
        return [Finding.Ok($"answers; {found.Consumers} worker(s) listen")];
    }
}
