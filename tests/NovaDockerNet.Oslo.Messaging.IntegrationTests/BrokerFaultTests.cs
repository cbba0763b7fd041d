using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rabbit;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Oslo.Messaging.Topology;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Oslo.Messaging.IntegrationTests;

/// <summary>What the broker can do to us: go away, come back, refuse.</summary>
[Collection(BrokerCollection.Name)]
public sealed class BrokerFaultTests(Broker broker)
{
    private static readonly RpcTarget Host = new("compute", "host1", Version: "6.0");

    private TransportOptions Options => new() { TransportUrl = broker.Server.TransportUrl };

    [SkippableFact]
    public async Task A_listener_is_known_while_it_listens_and_not_after()
    {
        await using var asking = await Session.OpenAsync(Options, serve: false);
        var nobody = Host with { Server = "nobody" };
        Assert.False(await asking.Transport.Client.HasListenerAsync(nobody));
        await using (await Session.OpenAsync(Options))
            Assert.True(await asking.Transport.Client.HasListenerAsync(Host));
        // The queue stays; and asking after one that is not there has cost nothing.
        Assert.False(await asking.Transport.Client.HasListenerAsync(Host));
    }

    [SkippableFact]
    public async Task After_a_restart_of_the_broker_server_and_client_work_again_and_an_outstanding_call_is_answered()
    {
        await using var session = await Session.OpenAsync(Options);
        var release = new TaskCompletionSource();
        var running = new TaskCompletionSource();
        session.Methods["slow"] = async (_, _) =>
        {
            running.SetResult();
            await release.Task;
            return "done";
        };
        var outstanding = session.Transport.Client.CallAsync(Host, [], "slow", []);
        await running.Task;

        await broker.Server.StopServerAsync();
        var cast = session.Transport.Client.CastAsync(Host, [], "nothing", []);
        release.SetResult();
        Assert.False(cast.IsCompleted);
        await broker.Server.StartServerAsync();

        Assert.Equal("done", (string?)await outstanding);
        await cast;
        // The restarted broker has no queue until its consumer has declared it again, and drops what is sent before.
        await Eventually.TrueAsync(() => session.Transport.Client.HasListenerAsync(Host), "the server listens again");
        Assert.Null(await session.Transport.Client.CallAsync(Host, [], "nothing", []));
        Assert.Contains(session.Logs.Lines, line => line.Message.Contains("unreachable") && line.Level == LogLevel.Error);
    }

    [SkippableFact]
    public async Task Closed_connections_are_opened_again()
    {
        await using var session = await Session.OpenAsync(Options);
        Assert.Null(await session.Transport.Client.CallAsync(Host, [], "nothing", []));

        await broker.Server.ControlAsync("close_all_connections", "-p", "cell/1", "maintenance");

        Assert.Null(await session.Transport.Client.CallAsync(Host, [], "nothing", []));
        await Eventually.TrueAsync(() => session.Logs.Lines.Any(line => line.Message.Contains("maintenance")), "the reason is in the log");
    }

    [SkippableFact]
    public async Task A_queue_that_is_deleted_under_us_is_declared_again()
    {
        await using var session = await Session.OpenAsync(Options);

        await broker.Server.ControlAsync("delete_queue", "-p", "cell/1", "compute.host1");

        await Eventually.TrueAsync(() => session.Logs.Lines.Count(line => line.Message.StartsWith("Connected") && line.Message.Contains("listening on compute")) >= 2, "it listens again");
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return await session.Transport.Client.CallAsync(Host, [], "nothing", [], new RpcCallOptions(TimeSpan.FromSeconds(2))) is null;
                }
                catch (RpcTimeoutException)
                {
                    return false;
                }
            },
            "the server answers again");
    }

    [SkippableFact]
    public async Task A_message_whose_handler_fails_does_not_hold_up_the_next()
    {
        var options = Options with { RabbitQosPrefetchCount = 1 };
        using var logs = new RecordingLoggerFactory();
        await using var driver = new RabbitDriver(options, TransportUrl.Parse(options.TransportUrl), TimeProvider.System, logs);
        var queue = new ConsumedQueue("poisoned", ExchangeDeclaration.Default, string.Empty) { AutoDelete = true };
        var second = new TaskCompletionSource();
        await using var group = await driver.ConsumeAsync(
            [queue],
            async (delivery, cancellationToken) =>
            {
                if (delivery.Body.Span[0] == 1)
                    throw new InvalidOperationException("poison");
                await delivery.AckAsync(cancellationToken);
                second.SetResult();
            },
            CancellationToken.None);

        await driver.PublishAsync(new Publication(ExchangeDeclaration.Default, queue.Name, new byte[] { 1 }), CancellationToken.None);
        await driver.PublishAsync(new Publication(ExchangeDeclaration.Default, queue.Name, new byte[] { 2 }), CancellationToken.None);

        await Eventually.TrueAsync(() => second.Task.IsCompleted, "the second message is handled");
        Assert.Contains(logs.Lines, line => line.Level == LogLevel.Error && line.Message == "Failed to take a message of queue poisoned");
    }

    [SkippableFact]
    public async Task The_next_host_is_used_when_one_is_down()
    {
        var url = $"rabbit://{broker.Server.Authority(1)},{broker.Server.Authority(broker.Server.Port)}/cell%2F1";

        await using var session = await Session.OpenAsync(new TransportOptions { TransportUrl = url });

        Assert.Null(await session.Transport.Client.CallAsync(Host, [], "nothing", []));
    }

    [SkippableTheory]
    [InlineData("PLAIN")]
    [InlineData("AMQPLAIN")]
    public async Task Both_login_methods_work(string method)
    {
        await using var session = await Session.OpenAsync(Options with { RabbitLoginMethod = method });

        Assert.Null(await session.Transport.Client.CallAsync(Host, [], "nothing", []));
    }

    [SkippableFact]
    public async Task A_wrong_password_says_where_to_look()
    {
        var url = $"rabbit://nova:wrong@127.0.0.1:{broker.Server.Port}/cell%2F1";
        await using var session = await Session.OpenAsync(new TransportOptions { TransportUrl = url }, serve: false);

        await Assert.ThrowsAsync<RpcTimeoutException>(
            () => session.Transport.Client.CallAsync(Host, [], "nothing", [], new RpcCallOptions(TimeSpan.FromSeconds(2))));

        Assert.Contains(session.Logs.AtLeast(LogLevel.Error), line => line.Message.Contains("transport_url") && !line.Message.Contains("wrong@"));
    }

    [SkippableFact]
    public async Task A_queue_declared_with_other_arguments_is_an_error_that_names_the_option()
    {
        await using (await Session.OpenAsync(Options))
        {
            var durable = await Assert.ThrowsAsync<MessagingOperationException>(() => Session.OpenAsync(Options with { AmqpDurableQueues = true }));
            Assert.Contains("exchange 'nova'", durable.Message);
            Assert.Contains("amqp_durable_queues", durable.Message);

            await using var client = await Session.OpenAsync(Options with { AmqpDurableQueues = true }, serve: false);
            var cast = await Assert.ThrowsAsync<MessagingOperationException>(() => client.Transport.Client.CastAsync(Host, [], "nothing", []));
            Assert.Contains("amqp_durable_queues", cast.Message);
        }
    }

    [SkippableTheory]
    [InlineData("?rabbit_quorum_queue=true&rabbit_transient_quorum_queue=true&rabbit_quorum_delivery_limit=3", "ndn1")]
    [InlineData("?rabbit_quorum_queue=true&rabbit_transient_quorum_queue=true&rabbit_stream_fanout=true&use_queue_manager=true", "ndn2")]
    [InlineData("?amqp_durable_queues=true&amqp_auto_delete=true&rabbit_ha_queues=true&rabbit_transient_queues_ttl=60", "ndn3")]
    public async Task Every_kind_of_queue_works_on_a_virtual_host_of_its_own(string query, string virtualHost)
    {
        await broker.Server.ControlAsync("add_vhost", virtualHost);
        await broker.Server.ControlAsync("set_permissions", "-p", virtualHost, broker.Server.Options.UserName, ".*", ".*", ".*");
        var url = $"rabbit://{broker.Server.Authority(broker.Server.Port)}/{virtualHost}{query}";
        await using (var session = await Session.OpenAsync(new TransportOptions { TransportUrl = url, Hostname = "host1", ProcessName = "nova-compute" }))
        {
            var heard = 0;
            session.Methods["hear"] = (_, _) => Task.FromResult<JToken?>(Interlocked.Increment(ref heard));

            Assert.Null(await session.Transport.Client.CallAsync(Host, [], "nothing", []));
            await session.Transport.Client.CastAsync(Host with { Server = null, Fanout = true }, [], "hear", []);
            await Eventually.TrueAsync(() => heard == 1, "the fanout was heard");
        }
        await broker.Server.ControlAsync("delete_vhost", virtualHost);
    }

    [SkippableFact]
    public async Task A_flood_stays_with_the_broker()
    {
        await using var session = await Session.OpenAsync(Options with { ExecutorThreadPoolSize = 1 });
        var release = new TaskCompletionSource();
        var ran = 0;
        session.Methods["slow"] = async (_, _) =>
        {
            await release.Task;
            return Interlocked.Increment(ref ran);
        };

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => session.Transport.Client.CastAsync(Host, [], "slow", [])));
        var queue = (await broker.Server.ControlAsync("-q", "list_queues", "-p", "cell/1", "name", "messages_ready", "messages_unacknowledged"))
            .Split('\n').Single(line => line.StartsWith("compute.host1\t")).Split('\t');
        release.SetResult();

        Assert.InRange(int.Parse(queue[2]), 0, 16);
        Assert.InRange(int.Parse(queue[1]), 1000 - 17, 999);
        await Eventually.TrueAsync(() => ran == 1000, "all have run");
    }

    [SkippableFact]
    public async Task Stopping_gives_unread_requests_back_and_removes_the_fanout_queue()
    {
        var session = await Session.OpenAsync(Options with { ExecutorThreadPoolSize = 1 });
        var release = new TaskCompletionSource();
        session.Methods["slow"] = async (_, _) =>
        {
            await release.Task;
            return null;
        };
        for (var i = 0; i < 5; i++)
            await session.Transport.Client.CastAsync(Host, [], "slow", []);
        await Eventually.TrueAsync(() => session.Server!.Running == 1, "one request runs");

        var stop = session.Server!.StopAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        await Eventually.TrueAsync(() => session.Logs.Lines.Any(line => line.Message.StartsWith("Waiting up to")), "the server drains");
        release.SetResult();
        await stop;
        await session.DisposeAsync();

        var queues = await broker.Server.ControlAsync("-q", "list_queues", "-p", "cell/1", "name", "messages");
        Assert.Contains("compute.host1\t4", queues);
        Assert.DoesNotContain("compute_fanout_", queues);
        await broker.Server.ControlAsync("purge_queue", "-p", "cell/1", "compute.host1");
    }
}
