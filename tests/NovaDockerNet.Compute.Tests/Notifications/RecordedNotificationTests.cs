using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Testing;
using NovaDockerNet.Oslo.Messaging.Wire;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Notifications;

/// <summary>What is told of an operation, beside what nova-compute told of the same request: order, names, and every field of the payloads.</summary>
public sealed class RecordedNotificationTests
{
    /// <summary>Times, and what the fakes have otherwise than the recorded cloud had at that moment.</summary>
    private static readonly string[] s_differ =
    [
        "launched_at", "updated_at", "terminated_at", "deleted_at", "audit_period_ending", "audit_period_beginning",
        // The fake network has one port, a recorded image no name.
        "ip_addresses", "fixed_ips", "image_name", "module_name", "function_name", "traceback",
    ];

    [Theory]
    [InlineData("boot", "26")]
    [InlineData("stop", "26")]
    [InlineData("stop", "26", "31")]
    [InlineData("start", "26")]
    [InlineData("pause", "26")]
    [InlineData("unpause", "26")]
    [InlineData("suspend", "26")]
    [InlineData("resume", "26")]
    [InlineData("reboot-soft", "26")]
    [InlineData("reboot-hard", "26")]
    [InlineData("snapshot", "26")]
    [InlineData("snapshot-31", "31")]
    [InlineData("rebuild", "26")]
    [InlineData("rebuild-31", "31")]
    [InlineData("shelve", "26")]
    [InlineData("shelve-31", "31")]
    [InlineData("unshelve", "26")]
    [InlineData("resize-prep", "26")]
    [InlineData("resize-instance", "26")]
    [InlineData("resize-finish", "26")]
    [InlineData("resize-confirm", "26")]
    [InlineData("resize-revert", "26")]
    [InlineData("resize-finish-revert", "26")]
    [InlineData("attach-interface", "26")]
    [InlineData("delete", "26")]
    public async Task As_nova_compute_told_it(string name, string requestRelease, string? release = null)
    {
        release ??= requestRelease;
        var broker = new InMemoryBroker();
        using var harness = new ComputeHarness(
            o => o with { Notifications = new NotificationOptions { Format = NotificationFormat.Both } }, release, broker);
        var request = Fixture.Request(name);
        var recorded = Fixture.Notifications($"{name.Replace("-31", "", StringComparison.Ordinal)}-{release}");
        Store(harness, request, (JObject)recorded[0]["message"]!["payload"]!);

        await harness.BuildAsync(request);
        await harness.ToldAsync();

        var told = broker.Published.ToList();
        Assert.Equal(recorded.Select(r => $"{r["routing_key"]} {r["message"]!["event_type"]}"), told.Select(p => $"{p.RoutingKey} {Envelope.Read(p.Body.Span)["event_type"]}"));
        for (var i = 0; i < told.Count; i++)
        {
            var (theirs, ours) = ((JObject)recorded[i]["message"]!, Envelope.Read(told[i].Body.Span));
            Assert.Equal(("nova", "topic"), (told[i].Exchange.Name, told[i].Exchange.Type));
            Assert.Equal(told[i].RoutingKey, told[i].Queue!.Name);
            foreach (var key in new[] { "event_type", "priority" })
                Assert.Equal((string?)theirs[key], (string?)ours[key]);
            Assert.Equal(theirs.Value<string>("publisher_id")!.Replace("fake2", ComputeHarness.Host, StringComparison.Ordinal), (string?)ours["publisher_id"]);
            Assert.Equal(
                theirs.Properties().Select(p => p.Name).Where(n => !n.StartsWith("_context_", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                ours.Properties().Select(p => p.Name).Where(n => !n.StartsWith("_context_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
            // The requests of the other release were recorded in another story: fields and versions are to be compared, values are not.
            Same((string)ours["event_type"]!, theirs["payload"]!, ours["payload"]!, values: release == "26");
        }
    }

    [Fact]
    public async Task The_context_is_the_requests_without_its_secrets()
    {
        var broker = new InMemoryBroker();
        using var harness = new ComputeHarness(listeners: broker);
        var request = Fixture.Request("boot");
        Store(harness, request);
        await harness.BuildAsync(request);
        await harness.ToldAsync();

        var theirs = Context((JObject)Fixture.Notifications("boot-26")[0]["message"]!);
        var ours = Context(Envelope.Read(broker.Published.First().Body.Span));
        Assert.Equal(theirs.Properties().Select(p => p.Name).Order(StringComparer.Ordinal), ours.Properties().Select(p => p.Name).Order(StringComparer.Ordinal));
        theirs.Remove("_context_timestamp");
        ours.Remove("_context_timestamp");
        Assert.All(theirs.Properties(), p => Assert.True(JToken.DeepEquals(p.Value, ours[p.Name]), $"{p.Name}: {p.Value} became {ours[p.Name]}"));
    }

    [Fact]
    public async Task An_operation_that_raises_is_told_of_with_its_arguments()
    {
        var broker = new InMemoryBroker();
        using var harness = new ComputeHarness(
            o => o with { Notifications = new NotificationOptions { Format = NotificationFormat.Both } }, listeners: broker);
        var request = Fixture.Request("serial-console");
        Store(harness, request);
        await Assert.ThrowsAnyAsync<Exception>(() => harness.SendAsync(request));
        await harness.ToldAsync();

        var recorded = Fixture.Notifications("serial-console-26").Select(r => (JObject)r["message"]!).ToList();
        var told = broker.Published.Select(p => Envelope.Read(p.Body.Span)).ToList();
        Assert.Equal(["notifications.error", "versioned_notifications.error"], broker.Published.Select(p => p.RoutingKey));
        Assert.Equal(recorded.Select(m => $"{m["event_type"]} {m["priority"]}"), told.Select(m => $"{m["event_type"]} {m["priority"]}"));
        Assert.Equal((string?)recorded[0]["payload"]!["exception"], (string?)told[0]["payload"]!["exception"]);
        Assert.Equal("serial", (string?)told[0]["payload"]!["args"]!["console_type"]);
        Assert.Equal(request.InstanceUuid, (string?)told[0]["payload"]!["args"]!["instance"]!["uuid"]);
        Same("compute.exception", recorded[1]["payload"]!, told[1]["payload"]!);
    }

    private static JObject Context(JObject message) =>
        new(message.Properties().Where(p => p.Name.StartsWith("_context_", StringComparison.Ordinal)));

    private static void Store(ComputeHarness harness, RecordedRequest request, JObject? payload = null)
    {
        var row = harness.Store(request);
        if (payload is not null)
            row["metadata"] = (payload["metadata"] ?? payload["nova_object.data"]!["metadata"])!.DeepClone();
        harness.Driver.Guests[request.InstanceUuid] = (PowerState)(int)(row["power_state"] ?? 1)!;
        if (request.Method == "build_and_run_instance")
            harness.Driver.Guests.Clear();
    }

    private static void Same(string path, JToken theirs, JToken? ours, bool values = true)
    {
        // nova's fake driver does not really pause.
        if (path is "instance.pause.end/nova_object.data/power_state" or "instance.suspend.end/nova_object.data/power_state")
            return;
        if (s_differ.Contains(path[(path.LastIndexOf('/') + 1)..]))
        {
            Assert.True(ours is not null, $"{path} is missing");
            return;
        }
        switch (theirs)
        {
            case JObject when !values && (path.EndsWith("/metadata", StringComparison.Ordinal) || path.EndsWith("/image_meta", StringComparison.Ordinal)):
                Assert.IsType<JObject>(ours);
                break;
            case JObject dict when ours is JObject other:
                var (wanted, got) = (dict.Properties().Select(p => p.Name).Order(StringComparer.Ordinal), other.Properties().Select(p => p.Name).Order(StringComparer.Ordinal));
                Assert.True(wanted.SequenceEqual(got), $"{path}: {string.Join(" ", wanted.Except(got))} missing, {string.Join(" ", got.Except(wanted))} too many");
                foreach (var member in dict.Properties())
                    Same($"{path}/{member.Name}", member.Value, other[member.Name], values || member.Name is "nova_object.name" or "nova_object.version");
                break;
            case JArray list when ours is JArray other && list.Count == other.Count:
                for (var i = 0; i < list.Count; i++)
                    Same($"{path}[{i}]", list[i], other[i], values);
                break;
            default:
                Assert.True(ours is not null, $"{path} is missing");
                if (!values)
                    break;
                Assert.True(JToken.DeepEquals(theirs, ours) || SameNumber(theirs, ours), $"{path}: {theirs} became {ours}");
                break;
        }
    }

    private static bool SameNumber(JToken theirs, JToken? ours) =>
        theirs is JValue { Type: JTokenType.Float } && ours is JValue { Type: JTokenType.Float or JTokenType.Integer } && (double)theirs == (double)ours;
}
