using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Profiles;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Notifications;

/// <summary>The payload classes of every release, and what surrounds them.</summary>
public sealed class PayloadProfileTests
{
    public static TheoryData<string> Releases => [.. NovaProfile.All.Select(p => p.Release)];

    [Theory]
    [MemberData(nameof(Releases))]
    public void Every_field_of_every_instance_payload_is_known(string release)
    {
        var profile = NovaProfile.ForRelease(release);
        var request = Fixture.Request("boot");
        var instance = Instance.View((JObject)request.Args["instance"]!.DeepClone());
        instance.Flavor ??= Flavor.View(FakeConductor.Envelope(profile, "Flavor", []));
        var payloads = new VersionedPayloads(profile, new NotificationOptions());
        var more = new JObject
        {
            ["new_flavor"] = null,
            ["rescue_image_ref"] = null,
            ["snapshot_image_id"] = null,
            ["audit_period"] = null,
        };
        foreach (var name in profile.Payloads.Keys.Where(n => n.StartsWith("Instance", StringComparison.Ordinal)))
        {
            var payload = payloads.Of(request.Context, instance, name, null, more);
            Assert.Equal(profile.Payloads[name].Version, (string?)payload["nova_object.version"]);
            Assert.Equal(profile.Payloads[name].Fields.Count, ((JObject)payload["nova_object.data"]!).Count);
        }
    }

    [Theory]
    [InlineData("26", "InstanceActionPayload", "1.8", false)]
    [InlineData("31", "InstanceActionPayload", "1.9", true)]
    [InlineData("33", "InstanceExistsPayload", "2.1", true)]
    [InlineData("34", "InstanceCreatePayload", "1.13", true)]
    public void Releases_differ_by_data(string release, string payload, string version, bool shares)
    {
        var found = NovaProfile.ForRelease(release).Payloads[payload];
        Assert.Equal((version, shares), (found.Version, found.Fields.Any(f => f.Name == "shares")));
    }

    // utils.last_completed_audit_period of nova 26 for 2026-03-15 10:30.
    [Theory]
    [InlineData("month", "2026-02-01 00:00", "2026-03-01 00:00")]
    [InlineData("month@20", "2026-01-20 00:00", "2026-02-20 00:00")]
    [InlineData("year", "2025-01-01 00:00", "2026-01-01 00:00")]
    [InlineData("year@6", "2024-06-01 00:00", "2025-06-01 00:00")]
    [InlineData("day", "2026-03-14 00:00", "2026-03-15 00:00")]
    [InlineData("day@18", "2026-03-13 18:00", "2026-03-14 18:00")]
    [InlineData("hour", "2026-03-15 09:00", "2026-03-15 10:00")]
    [InlineData("hour@45", "2026-03-15 08:45", "2026-03-15 09:45")]
    public void The_last_audit_period(string unit, string begin, string end)
    {
        var now = new DateTime(2026, 3, 15, 10, 30, 0, DateTimeKind.Utc);
        var period = AuditPeriod.Parse(unit);
        Assert.Equal((begin, end), (Text(period.LastCompleted(now).Begin), Text(period.LastCompleted(now).End)));
        Assert.Equal((end, "2026-03-15 10:30"), (Text(period.Bounds(now, current: true).Begin), Text(period.Bounds(now, current: true).End)));
    }

    [Theory]
    [InlineData("week")]
    [InlineData("day@24")]
    [InlineData("day@x")]
    public void No_audit_period(string unit) => Assert.Throws<FormatException>(() => AuditPeriod.Parse(unit));

    // repr() of CPython 3.11.
    [Theory]
    [InlineData("""{"a": null, "b": [1, true, "x'y"], "c": "q\"'z", "d": "one\ntwo\\"}""", """{'a': None, 'b': [1, True, "x'y"], 'c': 'q"\'z', 'd': 'one\ntwo\\'}""")]
    public void Python_text(string json, string repr) => Assert.Equal(repr, PythonText.Repr(JToken.Parse(json)));

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
