using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OVSDB.Net;

/// <summary>
/// Commits changes of the switch's configuration that several tasks make at once in one transaction: whatever arrives while one is in
/// flight goes together into the next. ovs-vswitchd reconfigures everything at each commit, so a hundred ports together cost little more
/// than one. A participant that the server refuses fails alone: the others are committed again without it.
/// </summary>
/// <remarks>Each commit also counts up <c>Open_vSwitch.next_cfg</c>, as ovs-vsctl does; see <see cref="WaitForConfigurationAsync"/>.</remarks>
public sealed partial class OvsdbGroupCommit : IAsyncDisposable
{
    private const int MaximumParticipants = 500;
    private readonly OvsdbClient _client;
    private readonly ILogger _logger;
    private readonly Channel<GroupParticipant> _queue = Channel.CreateUnbounded<GroupParticipant>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public OvsdbGroupCommit(OvsdbClient client, ILoggerFactory loggerFactory)
    {
        _client = client;
        _logger = loggerFactory.CreateLogger<OvsdbGroupCommit>();
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>
    /// Commits what <paramref name="build"/> makes of the replica as it is when the group is formed; it is called again when the group has
    /// to be taken apart. A transaction without operations is not sent.
    /// </summary>
    public async Task<OvsdbGroupResult> CommitAsync(Func<Replica, OvsdbTransaction> build, CancellationToken cancellationToken)
    {
        var participant = new GroupParticipant(build, cancellationToken);
        if (!_queue.Writer.TryWrite(participant))
            throw new OvsdbConnectionException("the group commit was closed");
        return await participant.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until ovs-vswitchd has taken over that configuration.</summary>
    public Task WaitForConfigurationAsync(long nextConfiguration, CancellationToken cancellationToken) =>
        _client.WaitUntilAsync(
            replica => replica.Table("Open_vSwitch").Rows.FirstOrDefault()?.Integer("cur_cfg") >= nextConfiguration, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        await Task.Yield();
        List<GroupParticipant> group = [];
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stopping))
            {
                while (group.Count < MaximumParticipants && _queue.Reader.TryRead(out var participant))
                    group.Add(participant);
                await CommitGroupAsync(group, stopping);
                group.Clear();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Whoever waits still is told below.
        }
        while (_queue.Reader.TryRead(out var late))
            group.Add(late);
        group.ForEach(static participant => participant.Fail(new OvsdbConnectionException("the group commit was closed")));
    }

    private async Task CommitGroupAsync(List<GroupParticipant> group, CancellationToken stopping)
    {
        var replica = _client.Replica;
        var ready = group.FindAll(participant => participant.TryBuild(replica));
        if (ready.Count == 0)
            return;
        try
        {
            await CommitTogetherAsync(ready, stopping);
        }
        catch (OvsdbOperationException refusal) when (ready.Count > 1)
        {
            LogTakenApart(ready.Count, refusal.Message);
            foreach (var participant in ready)
                await CommitAloneAsync(participant, stopping);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            ready.ForEach(participant => participant.Fail(failure));
        }
    }

    private async Task CommitAloneAsync(GroupParticipant participant, CancellationToken stopping)
    {
        if (!participant.TryBuild(_client.Replica))
            return;
        try
        {
            await CommitTogetherAsync([participant], stopping);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            participant.Fail(failure);
        }
    }

    private async Task CommitTogetherAsync(List<GroupParticipant> group, CancellationToken stopping)
    {
        var merged = new OvsdbTransaction();
        foreach (var operation in group.SelectMany(static participant => participant.Transaction.Operations))
            merged.Add(operation);
        merged.Mutate("Open_vSwitch", [], OvsMutation.Add("next_cfg", 1)).Add(new OvsdbSelect("Open_vSwitch", [], ["next_cfg"]));

        // Not the callers' token: one who gives up must not take the others' commit away.
        var results = await _client.TransactAsync(merged, stopping);
        var nextConfiguration = results[^1].Rows is [var row, ..] ? row.Integer("next_cfg") : null;
        var first = 0;
        foreach (var participant in group)
        {
            var count = participant.Transaction.Operations.Count;
            participant.Complete(new OvsdbGroupResult([.. results.Skip(first).Take(count)], nextConfiguration));
            first += count;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A commit of {Count} changes was refused ({Reason}); committing one by one")]
    private partial void LogTakenApart(int count, string reason);
}
