using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.TestKit;
using Xunit;

namespace OVSDB.Net.Tests;

public sealed class OvsdbClientTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Row = "00000000-0000-0000-0000-000000000001";

    private static readonly OvsdbClientOptions s_options = new()
    {
        Endpoint = "unix:/scripted",
        Monitor = new Dictionary<string, IReadOnlyList<string>> { ["Open_vSwitch"] = ["next_cfg", "cur_cfg", "not_in_this_schema"] },
        Indexes = [],
        InitialBackOff = TimeSpan.FromMilliseconds(1),
    };

    private readonly ScriptedPeer _peer = new();
    private OvsdbClient? _client;

    public Task InitializeAsync() => Task.CompletedTask;

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    public async Task DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Start_reads_the_schema_and_monitors_the_columns_it_has()
    {
        var client = Client();
        var start = client.StartAsync(CancellationToken.None);
        await _peer.AcceptAsync();
        var schema = await _peer.ReadAsync("get_schema");
        Assert.Equal("""["Open_vSwitch"]""", schema["params"]!.ToString(Newtonsoft.Json.Formatting.None));
        await _peer.ReplyAsync(schema, JObject.Parse(ScriptedPeer.Schema));
        var monitor = await _peer.ReadAsync("monitor_cond");
        Assert.Equal(
            """["Open_vSwitch","OVSDB.Net",{"Open_vSwitch":[{"columns":["next_cfg","cur_cfg"]}]}]""", monitor["params"]!.ToString(Newtonsoft.Json.Formatting.None));
        // Reply and a later update in one piece: the update must not overtake.
        await _peer.SendTextAsync(
            $$$$$$$"""{"id":{{{{{{{monitor["id"]!.ToString(Newtonsoft.Json.Formatting.None)}}}}}}},"error":null,"result":{"Open_vSwitch":{"{{{{{{{Row}}}}}}}":{"initial":{"cur_cfg":1}}}}}{"id":null,"method":"update2","params":["OVSDB.Net",{"Open_vSwitch":{"{{{{{{{Row}}}}}}}":{"modify":{"cur_cfg":2}}}}]}""");
        await start;
        await client.WaitUntilAsync(Current(2), Limit());
        Assert.Equal(1, client.Replica.Generation);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task An_old_server_is_asked_for_the_plain_monitor()
    {
        var client = Client();
        var start = client.StartAsync(CancellationToken.None);
        await _peer.AcceptAsync();
        await _peer.ReplyAsync(await _peer.ReadAsync("get_schema"), JObject.Parse(ScriptedPeer.Schema));
        await _peer.FailAsync(await _peer.ReadAsync("monitor_cond"), "unknown method");
        await _peer.ReplyAsync(await _peer.ReadAsync("monitor"), JObject.Parse($$$$$$$"""{"Open_vSwitch":{"{{{{{{{Row}}}}}}}":{"new":{"cur_cfg":4}}}}"""));
        await start;
        Assert.Equal(4, client.Replica.Table("Open_vSwitch").Rows.Single().Integer("cur_cfg"));
        await _peer.SendAsync(JObject.Parse($$$$$$$"""{"id":null,"method":"update","params":["OVSDB.Net",{"Open_vSwitch":{"{{{{{{{Row}}}}}}}":{"old":{"cur_cfg":4},"new":{"cur_cfg":5}}}}]}"""));
        await client.WaitUntilAsync(Current(5), Limit());
    }

    [Fact]
    public async Task The_servers_echo_is_answered()
    {
        await StartedAsync();
        await _peer.SendAsync(JObject.Parse("""{"method":"echo","params":["x",1],"id":"echo"}"""));
        Assert.Equal("""{"result":["x",1],"error":null,"id":"echo"}""", (await _peer.ReadAsync()).ToString(Newtonsoft.Json.Formatting.None));
    }

    [Fact]
    public async Task A_silent_server_is_probed_and_given_up()
    {
        var client = Client(s_options with { ProbeInterval = TimeSpan.FromSeconds(2) });
        var start = client.StartAsync(CancellationToken.None);
        await _peer.AcceptAndServeAsync();
        await start;
        var call = client.TransactAsync(new OvsdbTransaction().Add(new OvsdbComment("x")), Limit());
        while ((string?)(await _peer.ReadAsync())["method"] != "echo")
        {
        }
        var failure = await Assert.ThrowsAsync<OvsdbConnectionException>(() => call);
        Assert.IsType<TimeoutException>(failure.InnerException);
        await _peer.AcceptAsync();
        Assert.Equal(2, _peer.Connections);
    }

    [Fact]
    public async Task A_lost_connection_fails_what_is_in_flight_and_replaces_the_replica_whole()
    {
        var client = await StartedAsync();
        var calls = Enumerable.Range(0, 3).Select(_ => client.TransactAsync(new OvsdbTransaction().Add(new OvsdbComment("x")), Limit())).ToList();
        var survives = client.WaitUntilAsync(Current(9), Limit());
        for (var i = 0; i < 3; i++)
            await _peer.ReadAsync("transact");
        await _peer.CloseAsync();
        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<OvsdbConnectionException>(() => call);
            Assert.IsType<EndOfStreamException>(failure.InnerException);
        }

        await _peer.AcceptAndServeAsync($$$$$$$"""{"Open_vSwitch":{"00000000-0000-0000-0000-000000000002":{"initial":{"cur_cfg":9}}}}""");
        await survives;
        Assert.Equal(2, client.Replica.Generation);
        Assert.Equal("00000000-0000-0000-0000-000000000002", client.Replica.Table("Open_vSwitch").Rows.Single().Uuid.ToString());
    }

    [Fact]
    public async Task A_transaction_waits_for_the_next_connection()
    {
        var client = await StartedAsync();
        await _peer.CloseAsync();
        await _peer.AcceptAsync();
        var call = client.TransactAsync(new OvsdbTransaction().Add(new OvsdbComment("x")), Limit());
        await _peer.ReplyAsync(await _peer.ReadAsync("get_schema"), JObject.Parse(ScriptedPeer.Schema));
        await _peer.ReplyAsync(await _peer.ReadAsync("monitor_cond"), new JObject());
        await _peer.ReplyAsync(await _peer.ReadAsync("transact"), JArray.Parse("[{}]"));
        Assert.Single(await call);
    }

    [Fact]
    public async Task After_a_lost_transaction_start_waits_for_a_replica_that_shows_what_became_of_it()
    {
        var client = await StartedAsync();
        var lost = client.TransactAsync(new OvsdbTransaction().Add(new OvsdbComment("x")), Limit());
        await _peer.ReadAsync("transact");
        var after = Task.Run(async () =>
        {
            await Assert.ThrowsAsync<OvsdbConnectionException>(() => lost);
            await client.StartAsync(Limit());
            return client.Replica.Generation;
        });
        await _peer.CloseAsync();
        await _peer.AcceptAndServeAsync();
        Assert.Equal(2, await after);
    }

    [Theory]
    [InlineData("""{"id":null,"method":"update2","params":["OVSDB.Net",{"Open_vSwitch":{"00000000-0000-0000-0000-0000000000ff":{"modify":{"cur_cfg":1}}}}]}""")]
    [InlineData("nonsense")]
    [InlineData("""{"id":}""")]
    public async Task What_cannot_be_understood_breaks_the_connection(string text)
    {
        var client = await StartedAsync();
        await _peer.SendTextAsync(text);
        await _peer.AcceptAndServeAsync();
        await client.WaitUntilAsync(static replica => replica.Generation == 2, Limit());
    }

    [Fact]
    public async Task A_reply_to_nobody_is_ignored()
    {
        var client = await StartedAsync();
        await _peer.SendAsync(JObject.Parse("""{"id":"4711","result":{},"error":null}"""));
        var call = client.TransactAsync(new OvsdbTransaction().Add(new OvsdbComment("x")), Limit());
        await _peer.ReplyAsync(await _peer.ReadAsync("transact"), JArray.Parse("[{}]"));
        Assert.Single(await call);
    }

    [Fact]
    public async Task A_refused_request_carries_the_servers_words()
    {
        var client = await StartedAsync();
        var call = client.TransactAsync(new OvsdbTransaction().Add(new OvsdbComment("x")), Limit());
        await _peer.FailAsync(await _peer.ReadAsync("transact"), JObject.Parse("""{"error":"unknown database","details":"no X"}"""));
        var failure = await Assert.ThrowsAsync<OvsdbOperationException>(() => call);
        Assert.Equal(("unknown database", "no X"), (failure.Error, failure.Details));
    }

    [Fact]
    public async Task A_caller_who_gives_up_cancels_on_the_server()
    {
        var client = await StartedAsync();
        using var patience = new CancellationTokenSource();
        var call = client.TransactAsync(new OvsdbTransaction().Add(new OvsdbWait("Bridge", [], [], []) { Timeout = null }), patience.Token);
        var request = await _peer.ReadAsync("transact");
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var cancel = await _peer.ReadAsync("cancel");
        Assert.Equal((string?)request["id"], (string?)cancel["params"]![0]);
        Assert.Equal(JTokenType.Null, cancel["id"]!.Type);
    }

    [Fact]
    public async Task A_wrong_condition_fails_its_own_wait_only()
    {
        var client = await StartedAsync();
        var wrong = client.WaitUntilAsync(static replica => replica.Table("Open_vSwitch").Rows.Any(static row => row.Text("cur_cfg") == "1"), Limit());
        await Assert.ThrowsAsync<FormatException>(() => wrong);
        var right = client.WaitUntilAsync(Current(1), Limit());
        await _peer.UpdateAsync($$$$$$$"""{"Open_vSwitch":{"{{{{{{{Row}}}}}}}":{"modify":{"cur_cfg":1}}}}""");
        await right;
    }

    [Fact]
    public async Task No_server_is_reported_with_the_reason()
    {
        await using var client = new OvsdbClient(
            s_options with { ReconnectWait = TimeSpan.FromMilliseconds(100) },
            static _ => throw new IOException("nobody listens"), NullLoggerFactory.Instance, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<OvsdbConnectionException>(() => client.StartAsync(CancellationToken.None));
        Assert.Contains("unix:/scripted", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nobody listens", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_database_is_reported()
    {
        var clock = new ManualTimeProvider();
        var client = Client(s_options with { ReconnectWait = TimeSpan.FromSeconds(5), InitialBackOff = TimeSpan.Zero }, clock);
        var start = client.StartAsync(CancellationToken.None);
        await _peer.AcceptAsync();
        await _peer.FailAsync(await _peer.ReadAsync("get_schema"), JObject.Parse("""{"error":"unknown database","details":"get_schema request specifies unknown database Open_vSwitch"}"""));
        // It tries again, so the failure is on record.
        await _peer.AcceptAsync();
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("unknown database", (await Assert.ThrowsAsync<OvsdbConnectionException>(() => start)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_the_client_ends_its_waits()
    {
        var client = await StartedAsync();
        var wait = client.WaitUntilAsync(Current(77), CancellationToken.None);
        await client.DisposeAsync();
        await Assert.ThrowsAsync<OvsdbConnectionException>(() => wait);
        await Assert.ThrowsAsync<OvsdbConnectionException>(() => client.WaitUntilAsync(Current(77), CancellationToken.None));
        await Assert.ThrowsAsync<OvsdbConnectionException>(() => client.TransactAsync(new OvsdbTransaction(), CancellationToken.None));
    }

    private static CancellationToken Limit() => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    private static Func<Replica, bool> Current(long number) =>
        replica => replica.Table("Open_vSwitch").Rows.Any(row => row.Integer("cur_cfg") == number);

    private OvsdbClient Client(OvsdbClientOptions? options = null, TimeProvider? time = null) =>
        _client = new OvsdbClient(options ?? s_options, _peer.ConnectAsync, NullLoggerFactory.Instance, time ?? TimeProvider.System);

    private async Task<OvsdbClient> StartedAsync()
    {
        var client = Client();
        var start = client.StartAsync(CancellationToken.None);
        await _peer.AcceptAndServeAsync();
        await start;
        return client;
    }
}
