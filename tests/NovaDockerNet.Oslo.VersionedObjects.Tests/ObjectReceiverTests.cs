using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects.Tests;

public class ObjectReceiverTests
{
    private readonly List<string> _backported = [];

    [Fact]
    public async Task Known_versions_pass()
    {
        var args = new JObject { ["a"] = Envelope("Thing", "1.2"), ["b"] = new JArray(Envelope("Thing", "1.0"), Envelope("Thing", "1.2.9")), ["c"] = 5 };
        var text = WireJson.ToText(args);

        Assert.Equal(text, WireJson.ToText(await Receiver().ReceiveAsync(args, default)));
        Assert.Empty(_backported);
    }

    [Fact]
    public async Task Newer_minors_are_backported_wherever_they_are()
    {
        var args = new JObject { ["deep"] = new JObject { ["list"] = new JArray(Envelope("Thing", "1.3")) } };

        var received = await Receiver().ReceiveAsync(args, default);

        Assert.Equal(["Thing 1.3"], _backported);
        Assert.Equal("1.2", received["deep"]!["list"]![0]!.Value<string>("nova_object.version"));
    }

    [Fact]
    public async Task An_unknown_class_inside_a_known_object_is_kept()
    {
        var outer = Envelope("Thing", "1.2");
        outer["nova_object.data"]!["extra"] = Envelope("Mystery", "7.0");

        Assert.Same(outer, await Receiver().ReceiveAsync(outer, default));
    }

    [Theory]
    [InlineData("Thing", "2.0")]
    [InlineData("Mystery", "1.0")]
    public async Task Another_major_and_unknown_classes_are_refused(string name, string version)
    {
        var e = await Assert.ThrowsAsync<IncompatibleObjectVersionException>(() => Receiver().ReceiveAsync(Envelope(name, version), default));

        Assert.Equal(version, e.Received);
        Assert.Empty(_backported);
    }

    private static JObject Envelope(string name, string version) => VersionedObject.NewEnvelope(name, version);

    private ObjectReceiver Receiver() => new(
        name => name == "Thing" ? new ObjectVersion(1, 2) : null,
        (envelope, _) =>
        {
            _backported.Add($"{envelope["nova_object.name"]} {envelope["nova_object.version"]}");
            return Task.FromResult<JToken>(Envelope("Thing", "1.2"));
        });
}
