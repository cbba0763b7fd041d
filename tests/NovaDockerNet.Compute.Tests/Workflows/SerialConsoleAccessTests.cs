using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

/// <summary>get_serial_console and validate_console_port, with a request recorded from nova 26.</summary>
public sealed class SerialConsoleAccessTests : IDisposable
{
    private readonly ComputeHarness _harness = new(o => o with
    {
        SerialConsoleEnabled = true,
        SerialConsoleBaseUrl = "wss://console.example/",
        ConsoleTokenTtl = TimeSpan.FromMinutes(5),
    });

    private readonly RecordedRequest _request = Fixture.Request("serial-console");

    public SerialConsoleAccessTests()
    {
        _harness.Store(_request);
        _harness.Driver.Guests[_request.InstanceUuid] = PowerState.Running;
    }

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_token_is_authorized_by_the_conductor_and_part_of_the_url()
    {
        var answer = (JObject)(await _harness.SendAsync(_request))!;

        var authorize = _harness.Conductor.Calls.Single(c => c.Name == "ConsoleAuthToken.authorize");
        Assert.Equal([300], authorize.Args.Values<int>());
        Assert.True(JToken.DeepEquals(
            new JObject
            {
                ["console_type"] = "serial",
                ["host"] = "127.0.0.1",
                ["port"] = FakeDriver.ConsolePort,
                ["internal_access_path"] = null,
                ["instance_uuid"] = _request.InstanceUuid,
                ["access_url_base"] = "wss://console.example/",
            },
            authorize.Data));
        Assert.True(JToken.DeepEquals(
            new JObject
            {
                ["host"] = "127.0.0.1",
                ["port"] = FakeDriver.ConsolePort,
                ["internal_access_path"] = null,
                ["token"] = FakeConductor.ConsoleToken,
                ["access_url"] = $"wss://console.example/?token={FakeConductor.ConsoleToken}",
            },
            answer));
    }

    [Theory]
    [InlineData("10007", true)]
    [InlineData("10008", false)]
    public async Task The_port_of_a_token_must_be_the_servers(string port, bool valid)
    {
        var answer = await _harness.SendAsync("validate_console_port", Validation(port, "serial"), _request.ContextValues);
        Assert.Equal(valid, (bool)answer!);
    }

    [Fact]
    public async Task Other_kinds_of_consoles_have_no_ports_here() =>
        Assert.Equal("ConsoleTypeUnavailable", await FailsAsync("validate_console_port", Validation("10007", "novnc")));

    [Fact]
    public async Task A_server_that_is_being_built_is_not_ready()
    {
        _harness.Driver.On["get_serial_console"] = _ => throw new InstanceNotFound(_request.InstanceUuid);
        Assert.Equal("InstanceNotFound", await FailsAsync(_request.Method, _request.Args));
        _request.InstanceData["vm_state"] = "building";
        Assert.Equal("InstanceNotReady", await FailsAsync(_request.Method, _request.Args));
    }

    [Fact]
    public async Task Off_by_default()
    {
        using var harness = new ComputeHarness();
        harness.Store(_request);
        var failure = Assert.IsAssignableFrom<IRpcFailure>(await Assert.ThrowsAnyAsync<Exception>(() => harness.SendAsync(_request)));
        Assert.Equal("ConsoleTypeUnavailable", failure.Class);
    }

    private JObject Validation(string port, string type) => new()
    {
        ["instance"] = _request.Args["instance"]!.DeepClone(),
        ["port"] = port,
        ["console_type"] = type,
    };

    private async Task<string> FailsAsync(string method, JObject args) =>
        Assert.IsAssignableFrom<IRpcFailure>(await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(method, args, _request.ContextValues))).Class;
}
