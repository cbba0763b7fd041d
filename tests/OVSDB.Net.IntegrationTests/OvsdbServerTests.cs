using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.TestKit;
using Xunit;

namespace OVSDB.Net.IntegrationTests;

/// <summary>Against a real ovsdb-server with the real schema, no ovs-vswitchd.</summary>
public sealed class OvsdbServerTests
{
    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [SkippableFact]
    public async Task Rows_are_inserted_followed_changed_and_deleted()
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        await using var ovs = await OvsSwitch.StartAsync();
        await using var client = await ConnectAsync(ovs.Endpoint);
        var root = client.Replica.Table("Open_vSwitch").Rows.Single();
        var add = new OvsdbTransaction();
        var bridge = add.Insert("Bridge", new Dictionary<string, OvsValue> { ["name"] = "br-x", ["external_ids"] = OvsMap.Of([new("a", "1"), new("b", "2")]) });
        add.Mutate("Open_vSwitch", [OvsCondition.Is(root.Uuid)], OvsMutation.Insert("bridges", bridge));

        var results = await client.TransactAsync(add, Limit);

        // The server sends updates before the reply, so the replica holds our own changes already.
        var row = client.Replica.Table("Bridge").FindByName("br-x")!;
        Assert.Equal(results[0].Uuid, row.Uuid);
        Assert.Equal(1, results[1].Count);
        Assert.Equal([row.Uuid], client.Replica.Table("Open_vSwitch").Rows.Single().References("bridges"));

        await client.TransactAsync(
            new OvsdbTransaction().Mutate(
                "Bridge", [OvsCondition.Is(row.Uuid)],
                OvsMutation.Delete("external_ids", OvsSet.Of(["a"])),
                OvsMutation.Delete("external_ids", OvsSet.Of(["b"])),
                OvsMutation.Insert("external_ids", OvsMap.Of([new("b", "3"), new("größe", "€ \"\\ \n")]))),
            Limit);
        Assert.Equal(OvsMap.Of([new("b", "3"), new("größe", "€ \"\\ \n")]), client.Replica.Table("Bridge").Find(row.Uuid)!["external_ids"]);
        Assert.Equal("3", (await ovs.ControlAsync("br-get-external-id", "br-x", "b")).Trim());

        await ovs.ControlAsync("--no-wait", "br-set-external-id", "br-x", "c", "from outside");
        await client.WaitUntilAsync(replica => replica.Table("Bridge").Find(row.Uuid)?.Map("external_ids").GetValueOrDefault("c") == "from outside", Limit);
        await ovs.ControlAsync("--no-wait", "set", "Bridge", "br-x", "fail_mode=secure");
        await client.WaitUntilAsync(replica => replica.Table("Bridge").Find(row.Uuid)?.Text("fail_mode") == "secure", Limit);
        await ovs.ControlAsync("--no-wait", "clear", "Bridge", "br-x", "fail_mode");
        await client.WaitUntilAsync(replica => replica.Table("Bridge").Find(row.Uuid)?.Text("fail_mode") is null, Limit);

        await client.TransactAsync(new OvsdbTransaction().Mutate("Open_vSwitch", [], OvsMutation.Delete("bridges", row.Uuid)), Limit);
        Assert.Null(client.Replica.Table("Bridge").FindByName("br-x"));
    }

    [SkippableFact]
    public async Task The_replica_equals_what_a_select_finds_after_many_changes()
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        await using var ovs = await OvsSwitch.StartAsync();
        await using var client = await ConnectAsync(ovs.Endpoint);
        await ovs.ControlAsync("--no-wait", "add-br", "br0");
        await ovs.ControlAsync("--no-wait", "add-br", "br1");
        await client.WaitUntilAsync(static replica => replica.Table("Bridge").Count == 2, Limit);
        await using var ports = new OvsPortWriter(client, NullLoggerFactory.Instance);
        for (var round = 0; round < 4; round++)
        {
            var value = "v" + round;
            await Task.WhenAll(Enumerable.Range(0, 30).Select(i => i % 7 == round
                ? ports.RemovePortsAsync(["tap" + i], Limit)
                : ports.EnsurePortsAsync([new OvsPort("br" + ((i + round) % 2), "tap" + i) { ExternalIds = new Dictionary<string, string> { ["iface-id"] = "p" + i, ["round"] = value } }], Limit)));
            await ovs.ControlAsync("--no-wait", "--if-exists", "del-port", "tap" + round, "--", "--if-exists", "set", "Port", "tap20", $"trunks={round},{round + 1},9");
        }

        await client.TransactAsync(new OvsdbTransaction().Add(new OvsdbComment("barrier")), Limit);
        foreach (var table in new[] { "Bridge", "Port", "Interface" })
        {
            var rows = (await client.TransactAsync(new OvsdbTransaction().Add(new OvsdbSelect(table, [], OpenVSwitchSchema.Monitor[table])), Limit))[0].Rows;
            Assert.True(rows.Count >= 2);
            Assert.Equal(rows.Select(static row => row.Uuid).Order(Comparer<Uuid>.Create(static (a, b) => a.Value.CompareTo(b.Value))),
                client.Replica.Table(table).Rows.Select(static row => row.Uuid).Order(Comparer<Uuid>.Create(static (a, b) => a.Value.CompareTo(b.Value))));
            foreach (var row in rows)
            {
                var followed = client.Replica.Table(table).Find(row.Uuid)!;
                foreach (var (column, value) in row.Columns)
                    Assert.Equal(Canonical(value), Canonical(followed[column]));
            }
        }
    }

    [SkippableFact]
    public async Task Constraints_waits_and_aborts_are_refused_with_the_servers_words()
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        await using var ovs = await OvsSwitch.StartAsync();
        await using var client = await ConnectAsync(ovs.Endpoint);
        var bad = await Assert.ThrowsAsync<OvsdbOperationException>(() => client.TransactAsync(
            new OvsdbTransaction().Add(new OvsdbInsert("Bridge", new Dictionary<string, OvsValue> { ["no_such_column"] = 1 })), Limit));
        Assert.Contains("no_such_column", bad.Message, StringComparison.Ordinal);
        Assert.IsType<OvsdbInsert>(bad.Operation);

        var wait = await Assert.ThrowsAsync<OvsdbOperationException>(() => client.TransactAsync(
            new OvsdbTransaction()
                .Add(new OvsdbWait("Open_vSwitch", [], ["next_cfg"], [new Dictionary<string, OvsValue> { ["next_cfg"] = 4711 }]))
                .Mutate("Open_vSwitch", [], OvsMutation.Add("next_cfg", 1)),
            Limit));
        Assert.Equal("timed out", wait.Error);
        Assert.IsType<OvsdbWait>(wait.Operation);

        Assert.Equal("aborted", (await Assert.ThrowsAsync<OvsdbOperationException>(() => client.TransactAsync(
            new OvsdbTransaction().Mutate("Open_vSwitch", [], OvsMutation.Add("next_cfg", 1)).Add(new OvsdbAbort()), Limit))).Error);
        Assert.Equal(0, client.Replica.Table("Open_vSwitch").Rows.Single().Integer("next_cfg"));

        var twice = new OvsdbTransaction();
        var one = twice.Insert("Bridge", new Dictionary<string, OvsValue> { ["name"] = "same" });
        var two = twice.Insert("Bridge", new Dictionary<string, OvsValue> { ["name"] = "same" });
        twice.Mutate("Open_vSwitch", [], OvsMutation.Insert("bridges", one), OvsMutation.Insert("bridges", two));
        var constraint = await Assert.ThrowsAsync<OvsdbOperationException>(() => client.TransactAsync(twice, Limit));
        Assert.Equal("constraint violation", constraint.Error);
        Assert.Null(constraint.Operation);
    }

    [SkippableFact]
    public async Task A_wait_that_is_given_up_is_cancelled_on_the_server()
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        await using var ovs = await OvsSwitch.StartAsync();
        await using var client = await ConnectAsync(ovs.Endpoint);
        using var patience = new CancellationTokenSource();
        var call = client.TransactAsync(
            new OvsdbTransaction()
                .Add(new OvsdbWait("Open_vSwitch", [], ["next_cfg"], [new Dictionary<string, OvsValue> { ["next_cfg"] = 5 }]) { Timeout = null })
                .Mutate("Open_vSwitch", [], OvsMutation.Add("next_cfg", 100)),
            patience.Token);
        await client.TransactAsync(new OvsdbTransaction().Add(new OvsdbComment("the first is at the server")), Limit);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await client.TransactAsync(new OvsdbTransaction().Update("Open_vSwitch", [], new Dictionary<string, OvsValue> { ["next_cfg"] = 5 }), Limit);
        Assert.Equal(5, (await client.TransactAsync(new OvsdbTransaction().Add(new OvsdbSelect("Open_vSwitch", [], ["next_cfg"])), Limit))[0].Rows[0].Integer("next_cfg"));
    }

    [SkippableFact]
    public async Task A_restarted_server_is_found_again_and_the_replica_is_new()
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        await using var ovs = await OvsSwitch.StartAsync();
        await using var client = await ConnectAsync(ovs.Endpoint);
        await ovs.ControlAsync("--no-wait", "add-br", "before");
        await client.WaitUntilAsync(static replica => replica.Table("Bridge").FindByName("before"), Limit);
        var waiting = client.TransactAsync(
            new OvsdbTransaction().Add(new OvsdbWait("Open_vSwitch", [], ["next_cfg"], [new Dictionary<string, OvsValue> { ["next_cfg"] = 4711 }]) { Timeout = null }), Limit);

        await ovs.StopDatabaseAsync();
        await Assert.ThrowsAsync<OvsdbConnectionException>(() => waiting);
        Assert.NotNull(client.Replica.Table("Bridge").FindByName("before"));
        await ovs.StartDatabaseAsync();
        await ovs.ControlAsync("--no-wait", "del-br", "before", "--", "add-br", "after");

        await client.WaitUntilAsync(static replica => replica.Generation >= 2 && replica.Table("Bridge").FindByName("after") is not null, Limit);
        Assert.Null(client.Replica.Table("Bridge").FindByName("before"));
        await client.TransactAsync(new OvsdbTransaction().Add(new OvsdbComment("works")), Limit);
    }

    [SkippableFact]
    public async Task A_server_is_reached_over_tcp()
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        int port;
        using (var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
        }
        await using var ovs = await OvsSwitch.StartAsync(tcpPort: port);
        await using var client = await ConnectAsync($"tcp:127.0.0.1:{port}");
        Assert.Single(client.Replica.Table("Open_vSwitch").Rows);
    }

    [SkippableFact]
    public async Task The_plain_monitor_of_the_RFC_follows_as_well()
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        await using var ovs = await OvsSwitch.StartAsync();
        await using var client = new OvsdbClient(
            new OvsdbClientOptions { Endpoint = ovs.Endpoint },
            async token => new RefusingStream(await OvsdbEndpoint.Parse(ovs.Endpoint).ConnectAsync(token), "monitor_cond"),
            NullLoggerFactory.Instance, TimeProvider.System);
        await client.StartAsync(Limit);
        await ovs.ControlAsync("--no-wait", "add-br", "br-old");
        var bridge = await client.WaitUntilAsync(static replica => replica.Table("Bridge").FindByName("br-old"), Limit);
        Assert.Single(bridge.References("ports"));
        await ovs.ControlAsync("--no-wait", "del-br", "br-old");
        await client.WaitUntilAsync(static replica => replica.Table("Bridge").Count == 0, Limit);
    }

    [SkippableFact]
    public async Task Concurrent_ports_take_few_transactions_and_a_bad_one_fails_alone()
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        await using var ovs = await OvsSwitch.StartAsync();
        await using var client = await ConnectAsync(ovs.Endpoint);
        await ovs.ControlAsync("--no-wait", "add-br", "br-int");
        await client.WaitUntilAsync(static replica => replica.Table("Bridge").FindByName("br-int"), Limit);
        await using var ports = new OvsPortWriter(client, NullLoggerFactory.Instance);

        var good = Enumerable.Range(0, 50).Select(i => ports.EnsurePortsAsync([new OvsPort("br-int", "tap" + i)], Limit)).ToList();
        var nowhere = ports.EnsurePortsAsync([new OvsPort("br-none", "tapx")], Limit);
        var refused = ports.EnsurePortsAsync([new OvsPort("br-int", "tapy") { NewPortColumns = new Dictionary<string, OvsValue> { ["tag"] = 99999 } }], Limit);
        await Task.WhenAll(good);
        Assert.Equal("no such bridge", (await Assert.ThrowsAsync<OvsdbOperationException>(() => nowhere)).Error);
        Assert.Equal("constraint violation", (await Assert.ThrowsAsync<OvsdbOperationException>(() => refused)).Error);
        Assert.Equal(50, client.Replica.Table("Bridge").FindByName("br-int")!.References("ports").Count(port => client.Replica.Table("Port").Find(port)!.Text("name")!.StartsWith("tap", StringComparison.Ordinal)));

        var transactions = (await Task.WhenAll(Enumerable.Range(0, 50).Select(i => ports.RemovePortsAsync(["tap" + i], Limit)))).Select(static result => result.NextConfiguration).Distinct();
        Assert.InRange(transactions.Count(), 1, 10);
        Assert.Equal(["br-int"], client.Replica.Table("Port").Rows.Select(static row => row.Text("name")));
        Assert.Null((await ports.RemovePortsAsync(["tap1"], Limit)).NextConfiguration);
    }

    private static async Task<OvsdbClient> ConnectAsync(string endpoint)
    {
        var client = new OvsdbClient(new OvsdbClientOptions { Endpoint = endpoint }, NullLoggerFactory.Instance, TimeProvider.System);
        await client.StartAsync(Limit);
        return client;
    }

    private static string Canonical(OvsValue? value) => value switch
    {
        null => "",
        OvsMap map => string.Join(',', map.Texts.OrderBy(static pair => pair.Key, StringComparer.Ordinal)),
        _ => string.Join(',', value.Elements.Select(static element => element.ToText()).Order(StringComparer.Ordinal)),
    };
}
