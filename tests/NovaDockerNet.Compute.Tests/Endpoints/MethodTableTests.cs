using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.Messaging.Failures;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Endpoints;

/// <summary>Our declarations against the tables extracted from nova's own code, for every release.</summary>
public sealed class MethodTableTests : IDisposable
{
    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("26")]
    [InlineData("31")]
    [InlineData("33")]
    [InlineData("34")]
    public void Every_method_is_served_with_novas_arguments(string release)
    {
        var nova = Nova(release);
        var profile = NovaProfile.ForRelease(release);
        var served = _harness.Wiring.Endpoint.For(profile);

        Assert.Equal((string?)nova["version"], served[0].Version);
        Assert.Equal(nova["topics"]!.Values<string>(), profile.Topics);
        var methods = (JObject)nova["methods"]!;
        Assert.Equal(methods.Properties().Select(p => p.Name).Order(StringComparer.Ordinal), served[0].Methods.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, method) in methods)
        {
            Assert.True(_harness.Wiring.Endpoint.Operations.Contains(name), $"{name} has no handler");
            Assert.Equal(
                method!["args"]!.Values<string>(),
                profile.Methods[name].Arguments.Select(a => a.Required ? a.Name : a.Name + "?"));
        }
    }

    [Theory]
    [InlineData("26")]
    [InlineData("31")]
    [InlineData("33")]
    [InlineData("34")]
    public void Filters_are_novas_decorators_in_novas_order(string release)
    {
        foreach (var (name, method) in (JObject)Nova(release)["methods"]!)
            Assert.Equal(
                (name, string.Join(" ", method!["decorators"]!.Values<string>())),
                (name, string.Join(" ", _harness.Wiring.Endpoint.Operations.DecoratorsOf(name))));
    }

    [Theory]
    [InlineData("26")]
    [InlineData("31")]
    [InlineData("33")]
    [InlineData("34")]
    public void The_5_x_api_translates_to_arguments_the_methods_take(string release)
    {
        var profile = NovaProfile.ForRelease(release);
        var old = profile.Endpoints.Single(e => e.Version == "5.13");
        Assert.Equal(((JObject)Nova(release)["v5"]!).Properties().Select(p => p.Name).Order(StringComparer.Ordinal), old.Methods.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, signature) in old.Methods)
        {
            var args = new JObject(signature.Arguments.Select(a => new JProperty(a.Name, "value of " + a.Name)));
            if (args.ContainsKey("instance"))
                args["instance"] = new JObject { ["nova_object.data"] = new JObject { ["uuid"] = Guid.Empty.ToString() } };
            var translated = ComputeV5Proxy.Translate(profile.Methods[name], args);
            // Binding throws for what is missing or unknown.
            Assert.Equal(translated.Count, OperationBinder.Bind(profile.Methods[name], translated).Values.Count);
        }
        var flavor = ComputeV5Proxy.Translate(profile.Methods["prep_resize"], new JObject { ["instance_type"] = "f" });
        Assert.Equal("f", (string?)flavor["flavor"]);
    }

    [Fact]
    public async Task A_recorded_build_is_also_taken_by_the_5_x_api()
    {
        var boot = Fixture.Request("boot");
        _harness.Store(boot);
        boot.Args.Remove("accel_uuids");
        await _harness.SendAsync(boot, "5.11");
        await _harness.IdleAsync();
        Assert.Equal("active", (string?)_harness.Conductor.Instances[boot.InstanceUuid]["vm_state"]);
    }

    [Fact]
    public async Task An_argument_too_many_or_missing_is_a_TypeError()
    {
        var stop = Fixture.Request("stop");
        stop.Args["nonsense"] = 1;
        var extra = await Assert.ThrowsAsync<RpcArgumentException>(() => _harness.SendAsync(stop));
        Assert.Equal("stop_instance() got an unexpected keyword argument 'nonsense'", extra.Message);
        stop.Args.Remove("nonsense");
        stop.Args.Remove("clean_shutdown");
        var missing = await Assert.ThrowsAsync<RpcArgumentException>(() => _harness.SendAsync(stop));
        Assert.Equal("stop_instance() missing 1 required positional argument: 'clean_shutdown'", missing.Message);
    }

    [Fact]
    public async Task Ping_answers_as_nova_compute()
    {
        var ping = BaseRpcEndpoint.Create().Methods["ping"];
        var answer = await ping(new() { Method = "ping", Args = new JObject { ["arg"] = "x" }, Context = [] }, default);
        Assert.True(JToken.DeepEquals(new JObject { ["service"] = "compute", ["arg"] = "x" }, answer));
    }

    private static JObject Nova(string release) => (JObject)Fixture.Read("compute-rpc.json")[release]!;
}
