using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.VersionedObjects;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

/// <summary>Attaching and detaching interfaces, with the request recorded from nova 26.</summary>
public sealed class InterfaceTests : IDisposable
{
    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task An_attachment_answers_with_the_vif()
    {
        var request = Given();
        var answer = (JObject)(await _harness.SendAsync(request))!;
        Assert.Equal(FakeNetwork.PortId, (string?)answer["id"]);
        Assert.Equal(["allocate"], _harness.Network.Calls);
        Assert.Equal([$"attach_interface({FakeNetwork.PortId})"], _harness.Driver.Calls);
        Assert.Equal("compute_attach_interface", (string?)_harness.Conductor.Calls[0].Args[1]);
        Assert.Contains("Instance.save", _harness.Conductor.CallNames);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_failed_attachment_takes_nic_and_port_back()
    {
        var request = Given();
        _harness.Driver.On["attach_interface"] = _ => throw new VirtualInterfacePlugException("no switch");
        var failure = await FailsAsync(request.Method, request.Args, request);
        Assert.Equal("InterfaceAttachFailed", failure.Class);
        Assert.Equal(["allocate", $"deallocate_port({FakeNetwork.PortId})"], _harness.Network.Calls);
        Assert.Equal([$"attach_interface({FakeNetwork.PortId})", $"detach_interface({FakeNetwork.PortId})"], _harness.Driver.Calls);
        Assert.Contains("InstanceFault.create", _harness.Conductor.CallNames);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task An_attachment_answers_before_Neutron_has_wired_it()
    {
        var request = Given();
        _harness.Network.Active = false;
        // The event needs a worker of nova-api, and each of them may wait for such an answer.
        var answer = (JObject)(await _harness.SendAsync(request).WaitAsync(TimeSpan.FromSeconds(60)))!;
        Assert.Equal(FakeNetwork.PortId, (string?)answer["id"]);
        Assert.Equal(["allocate"], _harness.Network.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_tag_goes_into_the_device_metadata_and_leaves_it_with_the_interface()
    {
        var request = Given();
        request.Args["tag"] = "back";
        var row = _harness.Conductor.Instances[request.InstanceUuid];
        _harness.Conductor.Answers["VirtualInterfaceList.get_by_instance_uuid"] = (_, _) => _harness.Conductor.List("VirtualInterfaceList", "VirtualInterface",
        [
            new JObject { ["address"] = $"fa:16:3e:00:00:01/{FakeNetwork.PortId}", ["uuid"] = FakeNetwork.PortId, ["tag"] = "back" },
            new JObject { ["address"] = "fa:16:3e:00:00:02/another", ["uuid"] = "another", ["tag"] = null },
        ]);
        await _harness.SendAsync(request);
        var device = Assert.Single(Devices(row));
        Assert.Equal("NetworkInterfaceMetadata", (string?)device["nova_object.name"]);
        Assert.Equal(
            ("fa:16:3e:00:00:01", "back"), ((string?)device["nova_object.data"]!["mac"], (string?)device["nova_object.data"]!["tags"]!.Single()));

        var port = CachedPort(request);
        var address = NetworkInfo.Parse(CachedNetwork(request))[0].Address;
        device["nova_object.data"]!["mac"] = address;
        await _harness.SendAsync("detach_interface", Args(request, ("port_id", port)), request.ContextValues);
        Assert.Empty(Devices(row));

        static JArray Devices(JObject row) => (JArray)row["device_metadata"]!["nova_object.data"]!["devices"]!;
    }

    [Fact]
    public async Task A_detachment_unplugs_before_the_port_goes()
    {
        var request = Given();
        var port = CachedPort(request);
        await _harness.SendAsync("detach_interface", Args(request, ("port_id", port)), request.ContextValues);
        Assert.Equal([$"detach_interface({port})"], _harness.Driver.Calls);
        Assert.Equal([$"deallocate_port({port})"], _harness.Network.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_detachment_that_fails_keeps_the_port()
    {
        var request = Given();
        _harness.Driver.On["detach_interface"] = _ => throw new VirtualInterfaceUnplugException("no switch");
        Assert.Equal("InterfaceDetachFailed", (await FailsAsync("detach_interface", Args(request, ("port_id", CachedPort(request))), request)).Class);
        Assert.Empty(_harness.Network.Calls);
    }

    [Fact]
    public async Task What_is_not_attached_cannot_be_detached()
    {
        var request = Given();
        var failure = await FailsAsync("detach_interface", Args(request, ("port_id", "another")), request);
        Assert.Equal("PortNotFound", failure.Class);
        Assert.Equal("Port another is not attached", ((Exception)failure).Message);
    }

    [Theory]
    [InlineData("add_fixed_ip_to_instance", "network_id", "add_fixed_ip(x)", true)]
    [InlineData("remove_fixed_ip_from_instance", "address", "remove_fixed_ip(x)", true)]
    [InlineData("inject_network_info", null, "get_instance_nw_info()", false)]
    public async Task Addresses_go_into_the_guest_at_once(string method, string? argument, string networkCall, bool saved)
    {
        var request = Given();
        await _harness.SendAsync(method, argument is null ? Args(request) : Args(request, (argument, "x")), request.ContextValues);
        Assert.Equal([networkCall], _harness.Network.Calls);
        Assert.Equal(["plug_vifs"], _harness.Driver.Calls);
        Assert.Equal(saved, _harness.Conductor.Calls.Any(c => c.Name == "Instance.save" && c.Changed("updated_at")));
    }

    [Fact]
    public async Task What_an_interrupted_attachment_left_is_taken_back_at_the_next_start()
    {
        var request = Given();
        var known = CachedPort(request);
        // The service ended here: its intent says what there was before.
        await LeaveIntentAsync(request, "attach_interface", new JObject { ["network_id"] = "net", ["port_id"] = null, ["known_ports"] = new JArray(known) });

        await _harness.Wiring.InitHost.RunAsync(default);

        Assert.Contains($"remove_unknown_ports([{known}], net, )", _harness.Network.Calls);
        Assert.Equal("plug_vifs", _harness.Driver.Calls[^1]);
        Assert.Empty(_harness.IntentFiles);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_interrupted_detachment_is_finished_at_the_next_start(bool portIsGone)
    {
        var request = Given();
        var vif = NetworkInfo.Parse(CachedNetwork(request))[0];
        var row = _harness.Conductor.Instances[request.InstanceUuid];
        var nic = _harness.Conductor.Profile.Create<NetworkInterfaceMetadata>();
        nic.Mac = vif.Address!;
        nic.Tags = ["back"];
        var metadata = _harness.Conductor.Profile.Create<InstanceDeviceMetadata>();
        metadata.Devices = [new OpaqueObject(nic.ToPrimitive())];
        row["device_metadata"] = metadata.ToPrimitive();
        if (portIsGone)
            row["info_cache"]!["nova_object.data"]!["network_info"] = "[]";
        await LeaveIntentAsync(request, "detach_interface", new JObject { ["port_id"] = vif.Id, ["address"] = vif.Address });

        await _harness.Wiring.InitHost.RunAsync(default);

        Assert.Contains($"detach_interface({vif.Id})", _harness.Driver.Calls);
        Assert.Equal(portIsGone ? [] : [$"deallocate_port({vif.Id})"], _harness.Network.Calls.Where(call => call.StartsWith("deallocate_port", StringComparison.Ordinal)));
        Assert.Empty((JArray)row["device_metadata"]!["nova_object.data"]!["devices"]!);
        Assert.Empty(_harness.IntentFiles);
    }

    private RecordedRequest Given()
    {
        var request = Fixture.Request("attach-interface");
        _harness.Store(request);
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        return request;
    }

    private static string CachedNetwork(RecordedRequest request) => (string)request.InstanceData["info_cache"]!["nova_object.data"]!["network_info"]!;

    private static string CachedPort(RecordedRequest request) => NetworkInfo.Parse(CachedNetwork(request))[0].Id;

    private async Task LeaveIntentAsync(RecordedRequest request, string operation, JObject args)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_harness.State.Path, "intents"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{request.InstanceUuid}.{operation}.json"), new JObject
        {
            ["format"] = 1,
            ["operation"] = operation,
            ["instance_uuid"] = request.InstanceUuid,
            ["recorded_at"] = "2026-01-01T00:00:00Z",
            ["args"] = args,
        }.ToString());
    }

    private static JObject Args(RecordedRequest request, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var args = new JObject { ["instance"] = request.Args["instance"]!.DeepClone() };
        foreach (var (name, value) in more)
            args[name] = value;
        return args;
    }

    private async Task<IRpcFailure> FailsAsync(string method, JObject args, RecordedRequest request) =>
        Assert.IsAssignableFrom<IRpcFailure>(await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(method, args, request.ContextValues)));
}
