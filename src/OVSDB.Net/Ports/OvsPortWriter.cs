using Microsoft.Extensions.Logging;

namespace OVSDB.Net;

/// <summary>Ports of a switch, ensured and removed in group commits. Needs the tables of <see cref="OpenVSwitchSchema.Monitor"/>.</summary>
public sealed class OvsPortWriter(OvsdbClient client, ILoggerFactory loggerFactory) : IAsyncDisposable
{
    private readonly OvsdbGroupCommit _group = new(client, loggerFactory);

    /// <summary>
    /// Makes the ports be there, in one transaction for all of them. Returns once committed; a committed port is not yet a plugged one:
    /// <see cref="WaitForPortsAsync"/>. The result has no configuration number when everything was there already.
    /// </summary>
    public Task<OvsdbGroupResult> EnsurePortsAsync(IReadOnlyList<OvsPort> ports, CancellationToken cancellationToken) =>
        _group.CommitAsync(replica => OvsPortTransactions.Ensure(replica, ports), cancellationToken);

    /// <summary>Takes the ports off their bridges; ports that are not there are no error. Does not wait for ovs-vswitchd.</summary>
    public Task<OvsdbGroupResult> RemovePortsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        _group.CommitAsync(replica => OvsPortTransactions.Remove(replica, names), cancellationToken);

    /// <summary>
    /// Waits until ovs-vswitchd has given each port an OpenFlow number. A port it reports an error for, after it has seen the
    /// configuration of <paramref name="commit"/>, raises <see cref="OvsdbOperationException"/> with its words.
    /// </summary>
    public Task<IReadOnlyList<OvsPortState>> WaitForPortsAsync(
        IReadOnlyList<string> names, OvsdbGroupResult commit, CancellationToken cancellationToken) =>
        client.WaitUntilAsync<IReadOnlyList<OvsPortState>>(replica => States(replica, names, commit.NextConfiguration), cancellationToken);

    /// <summary>Waits until ovs-vswitchd has taken over that configuration.</summary>
    public Task WaitForConfigurationAsync(long nextConfiguration, CancellationToken cancellationToken) =>
        _group.WaitForConfigurationAsync(nextConfiguration, cancellationToken);

    /// <summary>Further changes that belong in the same group commits.</summary>
    public Task<OvsdbGroupResult> CommitAsync(Func<Replica, OvsdbTransaction> build, CancellationToken cancellationToken) =>
        _group.CommitAsync(build, cancellationToken);

    public ValueTask DisposeAsync() => _group.DisposeAsync();

    private static List<OvsPortState>? States(Replica replica, IReadOnlyList<string> names, long? configuration)
    {
        var seen = configuration is null || replica.Table("Open_vSwitch").Rows.FirstOrDefault()?.Integer("cur_cfg") >= configuration;
        var states = new List<OvsPortState>(names.Count);
        foreach (var name in names)
        {
            var device = replica.Table("Interface").FindByName(name);
            if (device?.Integer("ofport") is > 0 and var number)
                states.Add(new OvsPortState(name, number));
            else if (seen && device is null)
                throw new OvsdbOperationException("no such port", $"port {name} was removed by someone else");
            else if (seen && device?.Text("error") is { Length: > 0 } error)
                throw new OvsdbOperationException("port not opened", $"ovs-vswitchd reports for {name}: {error}");
        }
        return states.Count == names.Count ? states : null;
    }
}
