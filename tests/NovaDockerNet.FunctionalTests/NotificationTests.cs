using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.OpenStack;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rabbit;
using NovaDockerNet.Oslo.Messaging.Topology;
using NovaDockerNet.Oslo.Messaging.Wire;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>A server's life and its use of a month as they are told on the broker, in both formats.</summary>
public sealed partial class NotificationTests(LabSession lab) : FunctionalTest(lab), IDisposable
{
    /// <summary>Event and state, in the order of nova-compute; exists has no phase.</summary>
    private static readonly (string Legacy, string Versioned, string State)[] s_life =
    [
        ("create.start", "create.start", "building"), ("create.end", "create.end", "active"),
        ("power_off.start", "power_off.start", "active"), ("power_off.end", "power_off.end", "stopped"),
        ("power_on.start", "power_on.start", "stopped"), ("power_on.end", "power_on.end", "active"),
        ("reboot.start", "reboot.start", "active"), ("reboot.end", "reboot.end", "active"),
        ("exists", "exists", "active"), ("resize.prep.start", "resize_prep.start", "active"), ("resize.prep.end", "resize_prep.end", "active"),
        ("resize.start", "resize.start", "active"), ("resize.end", "resize.end", "active"),
        ("finish_resize.start", "resize_finish.start", "active"), ("finish_resize.end", "resize_finish.end", "resized"),
        ("resize.confirm.start", "resize_confirm.start", "resized"), ("resize.confirm.end", "resize_confirm.end", "active"),
        ("snapshot.start", "snapshot.start", "active"), ("snapshot.end", "snapshot.end", "active"),
        ("exists", "exists", "active"), ("rebuild.start", "rebuild.start", "active"), ("rebuild.end", "rebuild.end", "active"),
        ("delete.start", "delete.start", "active"), ("shutdown.start", "shutdown.start", "active"), ("shutdown.end", "shutdown.end", "active"),
        ("delete.end", "delete.end", "deleted"),
    ];

    private readonly TempDirectory _folder = new();
    private OwnService _service = null!;

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task The_life_of_a_server_and_the_use_of_one_are_told_in_both_formats()
    {
        // As if it had run all of last month, which is what the service looks at a minute after its start.
        var used = (string)(await BootAsync())["id"]!;
        await Command.RunAsync(
            "/usr/bin/mariadb", "--no-defaults", "--socket=" + Lab.Environment.DatabaseSocket, "nova", "--execute",
            $"UPDATE instances SET launched_at = launched_at - INTERVAL 62 DAY WHERE uuid = '{used}'; DELETE FROM task_log");
        var topic = "ndn-" + Guid.NewGuid().ToString("N")[..8];
        var extra = _folder.File("notifications.conf");
        await File.WriteAllTextAsync(extra, $"""
            [DEFAULT]
            instance_usage_audit = True
            periodic_fuzzy_delay = 0
            [notifications]
            notification_format = both
            versioned_notifications_topics = {topic}-versioned
            [oslo_messaging_notifications]
            driver = messagingv2
            topics = {topic}
            """);
        var options = new TransportOptions { TransportUrl = TransportUrl().Match(await File.ReadAllTextAsync(Lab.Environment.NovaConf)).Groups["url"].Value };
        await using var driver = new RabbitDriver(options, Oslo.Messaging.Options.TransportUrl.Parse(options.TransportUrl), TimeProvider.System, NullLoggerFactory.Instance);
        ConcurrentQueue<JObject> legacy = [], versioned = [];
        await using var hearing = await ListenAsync(driver, options, topic, legacy);
        await using var hearingVersioned = await ListenAsync(driver, options, $"{topic}-versioned", versioned);
        // Ends before those who hear it, whose queues it would make again.
        await using var service = _service = await OwnService.StartAsync(Lab, _folder.File("points"), extra);

        var server = await LiveAsync();
        var id = (string)server["id"]!;

        await WaitForAsync(() => Of(legacy, id).Any(m => Name(m) == "delete.end") && Of(versioned, id).Any(m => Name(m) == "delete.end"), "the deletion is told", legacy, versioned, id);
        var (told, toldVersioned) = (Of(legacy, id), Of(versioned, id));
        Assert.Equal(s_life.Select(e => $"{e.Legacy} {e.State}"), told.Select(m => $"{Name(m)} {m["payload"]!["state"]}"));
        Assert.Equal(s_life.Select(e => $"{e.Versioned} {e.State}"), toldVersioned.Select(m => $"{Name(m)} {Data(m)["state"]}"));
        Assert.All(told.Concat(toldVersioned), m => Assert.Equal("INFO", (string?)m["priority"]));
        Assert.All(told, m => Assert.Equal("compute." + Lab.Environment.Host, (string?)m["publisher_id"]));
        Assert.All(toldVersioned, m => Assert.Equal("nova-compute:" + Lab.Environment.Host, (string?)m["publisher_id"]));
        Assert.All(told.Concat(toldVersioned), m => Assert.Equal(JTokenType.Null, m["_context_auth_token"]!.Type));

        var created = told.Single(m => Name(m) == "create.end")["payload"]!;
        var address = Addresses(server)[0];
        Assert.Equal((address, "Success", (string)server["name"]!, Lab.TestImage), (
            (string?)created["fixed_ips"]![0]!["address"], (string?)created["message"], (string?)created["display_name"], ((string)created["image_ref_url"]!).Split('/')[^1]));
        var data = Data(toldVersioned.Single(m => Name(m) == "create.end"));
        Assert.Equal((address, "running", "nano", Lab.Environment.Host), (
            (string?)data["ip_addresses"]![0]!["nova_object.data"]!["address"], (string?)data["power_state"],
            (string?)data["flavor"]!["nova_object.data"]!["name"], (string?)data["host"]));
        Assert.Equal("micro", (string?)Data(toldVersioned.Single(m => Name(m) == "resize_confirm.end"))["flavor"]!["nova_object.data"]!["name"]);
        Assert.Equal(
            (string?)Data(toldVersioned.Single(m => Name(m) == "delete.end"))["request_id"], (string?)Data(toldVersioned.Single(m => Name(m) == "delete.start"))["request_id"]);

        await WaitForAsync(() => Of(legacy, used).Count > 0 && Of(versioned, used).Count > 0, "the use of last month is told", legacy, versioned, used);
        var (use, useVersioned) = (Assert.Single(Of(legacy, used)), Assert.Single(Of(versioned, used)));
        Assert.Equal(("exists", "exists"), (Name(use), Name(useVersioned)));
        JToken audit = new JObject();
        await Eventually.TrueAsync(
            async () =>
            {
                audit = (await Lab.Admin.Compute.GetAsync("/os-instance_usage_audit_log", CancellationToken.None))["instance_usage_audit_logs"]!;
                return (string?)audit["log"]![Lab.Environment.Host]?["state"] == "DONE";
            },
            "nova's log says that the audit is done", TimeSpan.FromSeconds(30));
        Assert.Equal(0, (int)audit["log"]![Lab.Environment.Host]!["errors"]!);
        Assert.Equal(
            ((string?)audit["period_beginning"], (string?)audit["period_ending"]),
            ((string?)use["payload"]!["audit_period_beginning"], (string?)use["payload"]!["audit_period_ending"]));
        Assert.Equal(
            ((string?)audit["period_beginning"])!.Replace(' ', 'T') + "Z", (string?)Data(useVersioned)["audit_period"]!["nova_object.data"]!["audit_period_beginning"]);
    }

    /// <summary>Everything that s_life tells.</summary>
    private async Task<JObject> LiveAsync()
    {
        var server = await BootAsync();
        var id = (string)server["id"]!;
        await ActAsync(id, "os-stop");
        await WaitAsync(id, "SHUTOFF");
        await ActAsync(id, "os-start");
        await WaitAsync(id, "ACTIVE");
        await ActAsync(id, "reboot", new JObject { ["type"] = "HARD" });
        await WaitAsync(id, "ACTIVE");
        await ActAsync(id, "resize", new JObject { ["flavorRef"] = Lab.LargerFlavor });
        await WaitAsync(id, "VERIFY_RESIZE");
        await ActAsync(id, "confirmResize");
        await WaitAsync(id, "ACTIVE");
        var image = (string)(await ActAsync(id, "createImage", new JObject { ["name"] = "snapshot-" + id }))!["image_id"]!;
        await WaitAsync(id, "ACTIVE");
        try
        {
            await Lab.User.Image.DeleteAsync($"/v2/images/{image}", CancellationToken.None);
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            Assert.Fail($"the snapshot of {id} failed:\n{_service.Process.Tail(40, id)}");
        }
        await ActAsync(id, "rebuild", new JObject { ["imageRef"] = Lab.TestImage });
        await WaitAsync(id, "ACTIVE");
        await DeleteAsync(id);
        return server;
    }

    private static async Task<IAsyncDisposable> ListenAsync(RabbitDriver driver, TransportOptions options, string topic, ConcurrentQueue<JObject> heard)
    {
        var topology = new BrokerTopology(options);
        // Gone with the test.
        ConsumedQueue[] queues =
            [.. new[] { "info", "error" }.Select(priority => topology.NotificationQueue("nova", $"{topic}.{priority}") with { DeleteOnClose = true })];
        return await driver.ConsumeAsync(
            queues,
            async (delivery, token) =>
            {
                heard.Enqueue(Envelope.Read(delivery.Body.Span));
                await delivery.AckAsync(token);
            },
            CancellationToken.None);
    }

    private async Task WaitForAsync(Func<bool> condition, string what, ConcurrentQueue<JObject> legacy, ConcurrentQueue<JObject> versioned, string id)
    {
        var deadline = DateTime.UtcNow.AddSeconds(120);
        while (!condition())
        {
            if (DateTime.UtcNow > deadline)
                Assert.Fail($"not so: {what}; told so far: {string.Join(", ", Of(legacy, id).Concat(Of(versioned, id)).Select(m => m["event_type"]))}\n{_service.Process.Tail(40)}");
            await Task.Delay(200);
        }
    }

    private static List<JObject> Of(IEnumerable<JObject> messages, string id) =>
        [.. messages.Where(m => (string?)(m["payload"]!["instance_id"] ?? m["payload"]!["nova_object.data"]?["uuid"]) == id)];

    /// <summary>Without compute.instance. or instance. before it.</summary>
    private static string Name(JObject message) => EventPrefix().Replace((string)message["event_type"]!, "");

    private static JObject Data(JObject message) => (JObject)message["payload"]!["nova_object.data"]!;

    [GeneratedRegex(@"^(compute\.)?instance\.")]
    private static partial Regex EventPrefix();

    [GeneratedRegex(@"^transport_url\s*=\s*(?<url>rabbit://\S+)", RegexOptions.Multiline)]
    private static partial Regex TransportUrl();
}
