using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using Xunit;

namespace OVSDB.Net.Tests;

public sealed class OvsdbGroupCommitTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly ScriptedPeer _peer = new();
    private OvsdbClient _client = null!;
    private OvsdbGroupCommit _group = null!;

    public async Task InitializeAsync()
    {
        _client = new OvsdbClient(
            new OvsdbClientOptions
            {
                Endpoint = "unix:/scripted",
                Monitor = new Dictionary<string, IReadOnlyList<string>> { ["Open_vSwitch"] = ["next_cfg", "cur_cfg"] },
                Indexes = [],
                InitialBackOff = TimeSpan.FromMilliseconds(1),
            },
            _peer.ConnectAsync, NullLoggerFactory.Instance, TimeProvider.System);
        var start = _client.StartAsync(CancellationToken.None);
        await _peer.AcceptAndServeAsync();
        await start;
        _group = new OvsdbGroupCommit(_client, NullLoggerFactory.Instance);
    }

    public async Task DisposeAsync()
    {
        await _group.DisposeAsync();
        await _client.DisposeAsync();
        await _peer.DisposeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    [Fact]
    public async Task What_arrives_while_one_is_in_flight_goes_together()
    {
        var first = Commit("first");
        var one = await _peer.ReadAsync("transact");
        var others = Enumerable.Range(0, 5).Select(i => Commit("other" + i)).ToList();
        await AcknowledgeAsync(one, 1);
        var two = await _peer.ReadAsync("transact");
        Assert.Equal(["first"], Comments(one));
        Assert.Equal(["other0", "other1", "other2", "other3", "other4"], Comments(two));
        await AcknowledgeAsync(two, 2);

        Assert.Equal(1, (await first).NextConfiguration);
        foreach (var other in others)
        {
            var result = await other;
            Assert.Equal(2, result.NextConfiguration);
            Assert.Single(result.Operations);
        }
    }

    [Fact]
    public async Task A_refused_participant_does_not_take_the_others_with_it()
    {
        var first = Commit("first");
        var one = await _peer.ReadAsync("transact");
        var good = Commit("good");
        var bad = Commit("bad");
        var best = Commit("best");
        await AcknowledgeAsync(one, 1);
        var together = await _peer.ReadAsync("transact");
        Assert.Equal(3, Comments(together).Length);
        await _peer.ReplyAsync(together, JArray.Parse("""[{},{"error":"constraint violation","details":"d"},null,null,null]"""));
        var configuration = 1;
        foreach (var name in new[] { "good", "bad", "best" })
        {
            var alone = await _peer.ReadAsync("transact");
            Assert.Equal([name], Comments(alone));
            if (name == "bad")
                await _peer.ReplyAsync(alone, JArray.Parse("""[{"error":"constraint violation","details":"d"},null,null]"""));
            else
                await AcknowledgeAsync(alone, ++configuration);
        }
        await first;
        Assert.Equal(2, (await good).NextConfiguration);
        Assert.Equal("constraint violation", (await Assert.ThrowsAsync<OvsdbOperationException>(() => bad)).Error);
        Assert.Equal(3, (await best).NextConfiguration);
    }

    [Fact]
    public async Task A_participant_that_cannot_be_built_fails_alone()
    {
        var first = Commit("first");
        var one = await _peer.ReadAsync("transact");
        var broken = _group.CommitAsync(static _ => throw new InvalidOperationException("mine"), CancellationToken.None);
        var empty = _group.CommitAsync(static _ => new OvsdbTransaction(), CancellationToken.None);
        var good = Commit("good");
        await AcknowledgeAsync(one, 1);
        var two = await _peer.ReadAsync("transact");
        Assert.Equal(["good"], Comments(two));
        await AcknowledgeAsync(two, 2);
        await Task.WhenAll(first, good);
        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => broken)).Message);
        Assert.Null((await empty).NextConfiguration);
    }

    [Fact]
    public async Task One_who_gives_up_leaves_the_group_and_the_others_go_on()
    {
        var first = Commit("first");
        var one = await _peer.ReadAsync("transact");
        using var patience = new CancellationTokenSource();
        var impatient = Commit("impatient", patience.Token);
        var good = Commit("good");
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        await AcknowledgeAsync(one, 1);
        var two = await _peer.ReadAsync("transact");
        Assert.Equal(["good"], Comments(two));
        await AcknowledgeAsync(two, 2);
        await Task.WhenAll(first, good);
    }

    [Fact]
    public async Task A_lost_connection_fails_the_group_and_the_next_one_works()
    {
        var first = Commit("first");
        await _peer.ReadAsync("transact");
        await _peer.CloseAsync();
        await Assert.ThrowsAsync<OvsdbConnectionException>(() => first);
        await _peer.AcceptAndServeAsync();
        var second = Commit("second");
        await AcknowledgeAsync(await _peer.ReadAsync("transact"), 7);
        Assert.Equal(7, (await second).NextConfiguration);
    }

    [Fact]
    public async Task The_configuration_is_waited_for_in_the_replica()
    {
        var wait = _group.WaitForConfigurationAsync(3, CancellationToken.None);
        await _peer.UpdateAsync("""{"Open_vSwitch":{"00000000-0000-0000-0000-000000000001":{"modify":{"cur_cfg":2}}}}""");
        await _client.WaitUntilAsync(static replica => replica.Table("Open_vSwitch").Rows.Single().Integer("cur_cfg") == 2, CancellationToken.None);
        Assert.False(wait.IsCompleted);
        await _peer.UpdateAsync("""{"Open_vSwitch":{"00000000-0000-0000-0000-000000000001":{"modify":{"cur_cfg":4}}}}""");
        await wait.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Closing_fails_those_who_still_wait()
    {
        var first = Commit("first");
        await _peer.ReadAsync("transact");
        var second = Commit("second");
        await _group.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => first.WaitAsync(TimeSpan.FromSeconds(20)));
        await Assert.ThrowsAsync<OvsdbConnectionException>(() => second.WaitAsync(TimeSpan.FromSeconds(20)));
        await Assert.ThrowsAsync<OvsdbConnectionException>(() => Commit("third"));
    }

    private static string[] Comments(JObject request) =>
        [.. request["params"]!.OfType<JObject>().Where(static operation => (string?)operation["op"] == "comment").Select(static operation => (string)operation["comment"]!)];

    private Task<OvsdbGroupResult> Commit(string comment, CancellationToken cancellationToken = default) =>
        _group.CommitAsync(_ => new OvsdbTransaction().Add(new OvsdbComment(comment)), cancellationToken);

    private Task AcknowledgeAsync(JObject request, int nextConfiguration)
    {
        var results = new JArray(request["params"]!.Skip(1).Select(static _ => new JObject()));
        results[^1]!["rows"] = new JArray(new JObject { ["next_cfg"] = nextConfiguration });
        return _peer.ReplyAsync(request, results);
    }
}
