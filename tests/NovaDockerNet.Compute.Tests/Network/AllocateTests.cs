using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.OpenStack;
using Xunit;
using static NovaDockerNet.Compute.Tests.Network.NetworkFixture;

namespace NovaDockerNet.Compute.Tests.Network;

public sealed class AllocateTests : IDisposable
{
    private readonly NetworkFixture _fixture = new();

    private FakeNeutron Neutron => _fixture.Neutron;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task APortIsMadeByTheUserAndBoundByUs()
    {
        var info = await _fixture.AllocateAsync(OnNetwork("net-a", tag: "mgmt"));

        var port = Assert.Single(Neutron.Ports.Values);
        var id = (string)port["id"]!;
        Assert.Equal(["user POST /ports", $"admin PUT /ports/{id}"], Neutron.Changes);
        var create = Neutron.Calls.Single(call => call.Method == "POST").Body["port"]!;
        Assert.Equal(
            $$"""{"device_id":"{{Uuid}}","network_id":"net-a","admin_state_up":true,"tenant_id":"{{FakeNeutron.Project}}"}""",
            create.ToString(Newtonsoft.Json.Formatting.None));
        var update = Neutron.Calls.Single(call => call.Method == "PUT").Body["port"]!;
        Assert.Equal(
            $$"""{"device_id":"{{Uuid}}","device_owner":"compute:nova","binding:host_id":"node1"}""", update.ToString(Newtonsoft.Json.Formatting.None));

        var vif = Assert.Single(info);
        Assert.Equal((id, "ovs", false), (vif.Id, vif.Type, vif.PreserveOnDelete));
        Assert.Equal("10.0.1.10", Assert.Single(vif.FixedIps).Address);
        var row = Assert.Single(_fixture.Conductor.Rows);
        Assert.Equal((id, $"{port["mac_address"]}/{id}", "mgmt", Uuid), (row.Uuid, row.Address, row.Tag, row.InstanceUuid));
        Assert.True(JToken.DeepEquals(_fixture.SavedCache, info.Node));
        Assert.True(JToken.DeepEquals(JArray.Parse(_fixture.Instance.InfoCache!.NetworkInfo!), info.Node));
        Assert.False(_fixture.Instance.HasChanges);
    }

    [Fact]
    public async Task APortIsMadeBeforeTheInstanceIsThisHostsAndBoundAfterwards()
    {
        var onThisHost = new TaskCompletionSource();
        var made = PortMadeAsync();
        var allocating = AllocateAsync(new AllocationBeside { OnThisHost = onThisHost.Task }, Requests(OnNetwork("net-a")));
        await made;
        Assert.Equal(["user POST /ports"], Neutron.Changes);
        Assert.False(allocating.IsCompleted);

        onThisHost.SetResult();
        var id = Assert.Single(await allocating).Id;
        Assert.Equal(["user POST /ports", $"admin PUT /ports/{id}"], Neutron.Changes);
    }

    [Fact]
    public async Task APortIsTakenBackWhenTheInstanceIsNeverThisHosts()
    {
        var onThisHost = new TaskCompletionSource();
        var made = PortMadeAsync();
        var allocating = AllocateAsync(new AllocationBeside { OnThisHost = onThisHost.Task }, Requests(OnNetwork("net-a")));
        await made;
        var id = (string?)Assert.Single(Neutron.Ports.Values)["id"];

        onThisHost.SetCanceled();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => allocating);
        Assert.Equal(["user POST /ports", $"user DELETE /ports/{id}"], Neutron.Changes);
        Assert.Empty(_fixture.Conductor.Rows);
    }

    [Fact]
    public async Task NoneMeansNoNetworkAndNoQuestion()
    {
        Assert.Empty(await _fixture.AllocateAsync(OnNetwork("none")));
        Assert.Empty(Neutron.Calls);
    }

    [Fact]
    public async Task NicsKeepTheOrderTheyWereAskedForIn()
    {
        Neutron.AddNetwork("net-b", "10.0.2.0/24");
        Neutron.AddPort("22222222-0000-4000-8000-0000000000b7", "net-b", "10.0.2.77", port => port["binding:profile"] = new JObject { ["mine"] = 1 });

        var info = await _fixture.AllocateAsync(
            OnNetwork("net-b"), OnPort("22222222-0000-4000-8000-0000000000b7"), OnNetwork("net-a", "10.0.1.200"), OnNetwork("net-a"));

        Assert.Equal(["net-b", "net-b", "net-a", "net-a"], info.Select(vif => vif.Network!.Id));
        Assert.Equal(["10.0.2.77", "10.0.1.200"], info.Skip(1).Take(2).Select(vif => vif.FixedIps.Single().Address));
        Assert.Equal([false, true, false, false], info.Select(vif => vif.PreserveOnDelete));
        Assert.Equal(1, (int)info[1].Profile["mine"]!);
        Assert.Equal(info.Select(vif => vif.Id), _fixture.Conductor.Rows.OrderBy(row => row.Id).Select(row => row.Uuid));
        Assert.Equal(3, Neutron.Changes.Count(change => change == "user POST /ports"));
    }

    [Fact]
    public async Task LookUpsDoNotGrowWithTheNumberOfNics()
    {
        await _fixture.AllocateAsync(OnNetwork("net-a"));
        var one = Neutron.Calls.Count(call => call.Method == "GET");
        using var many = new NetworkFixture();
        await many.AllocateAsync(OnNetwork("net-a"), OnNetwork("net-a"), OnNetwork("net-a"), OnNetwork("net-a"));
        Assert.Equal(one, many.Neutron.Calls.Count(call => call.Method == "GET"));
        // What binding answered is not asked for again.
        Assert.DoesNotContain(many.Neutron.Calls, call => call is { Method: "GET", Path: "/ports" });
    }

    [Fact]
    public async Task WhatWasLookedUpAheadIsNotAskedForAgain()
    {
        Neutron.Subnets["net-a-subnet"]["enable_dhcp"] = true;
        Neutron.AddPort("22222222-0000-4000-8000-0000000000d1", "net-a", "10.0.1.2", port => port["device_owner"] = "network:dhcp");
        using var other = new NetworkFixture();
        other.Neutron.Subnets["net-a-subnet"]["enable_dhcp"] = true;
        other.Neutron.AddPort("22222222-0000-4000-8000-0000000000d1", "net-a", "10.0.1.2", port => port["device_owner"] = "network:dhcp");
        var asked = Assert.Single(await other.AllocateAsync(OnNetwork("net-a")));

        var requests = Requests(OnNetwork("net-a"));
        var outlook = _fixture.Api.LookAhead(_fixture.Context, requests, CancellationToken.None);
        await Task.WhenAll(outlook!.Visible, outlook.Facts);
        Assert.Equal(4, Neutron.Calls.Count);
        var vif = Assert.Single(await AllocateAsync(outlook, requests));

        Assert.DoesNotContain(Neutron.Calls.Skip(4), call => call is { Method: "GET", Path: "/networks" or "/subnets" or "/ports" });
        Assert.Equal("10.0.1.2", (string?)vif.Network!.Subnets.Single().Meta["dhcp_server"]);
        Assert.True(JToken.DeepEquals(asked.Network!.Node, vif.Network.Node));
    }

    [Fact]
    public async Task WhatOnlyAdministratorsSeeOfANetworkIsAskedForOnce()
    {
        var requests = Requests(OnNetwork("net-a"));
        await AllocateAsync(_fixture.Api.LookAhead(_fixture.Context, requests, CancellationToken.None)!, requests);
        // As for another server, a while later.
        _fixture.Conductor.Caches[Uuid] = "[]";
        _fixture.Time.Advance(TimeSpan.FromSeconds(10));
        var before = Neutron.Calls.Count;
        Neutron.Networks["net-a"]["mtu"] = 1400;

        var vif = Assert.Single(await AllocateAsync(_fixture.Api.LookAhead(_fixture.Context, requests, CancellationToken.None)!, requests));

        Assert.Equal("user", Assert.Single(Neutron.Calls.Skip(before), call => call is { Method: "GET", Path: "/networks" }).Who);
        var meta = vif.Network!.Meta;
        Assert.Equal(("physnet1", false, 1400), ((string?)meta["physical_network"], (bool)meta["tunneled"]!, (int)meta["mtu"]!));
    }

    [Fact]
    public async Task WhatWasAskedForAnotherServerAMomentAgoIsNotAskedAgain()
    {
        var requests = Requests(OnNetwork("net-a"));
        await AllocateAsync(_fixture.Api.LookAhead(_fixture.Context, requests, CancellationToken.None)!, requests);
        _fixture.Conductor.Caches[Uuid] = "[]";
        _fixture.Time.Advance(TimeSpan.FromSeconds(9));
        var before = Neutron.Calls.Count;

        var vif = Assert.Single(await AllocateAsync(_fixture.Api.LookAhead(_fixture.Context, requests, CancellationToken.None)!, requests));

        Assert.Equal(["POST", "PUT"], Neutron.Calls.Skip(before).Select(call => call.Method));
        Assert.Equal("net-a-name", vif.Network!.Label);
    }

    [Fact]
    public async Task ANetworkWithoutSubnetsIsAskedForByEveryServer()
    {
        Neutron.Networks["net-a"]["subnets"] = new JArray();
        var requests = Requests(OnNetwork("net-a"));
        await Assert.ThrowsAsync<SecurityGroupCannotBeApplied>(
            () => AllocateAsync(_fixture.Api.LookAhead(_fixture.Context, requests, CancellationToken.None)!, requests));
        Neutron.Networks["net-a"]["subnets"] = new JArray("net-a-subnet");
        Assert.Single(await AllocateAsync(_fixture.Api.LookAhead(_fixture.Context, requests, CancellationToken.None)!, requests));
    }

    [Fact]
    public async Task GroupsAreToldWhenThePortsAreMadeAndNamed()
    {
        Neutron.SecurityGroups.Add(new JObject { ["id"] = "first", ["name"] = "web", ["tenant_id"] = FakeNeutron.Project });
        Neutron.SecurityGroups.Add(new JObject { ["id"] = "second", ["name"] = "", ["tenant_id"] = FakeNeutron.Project });
        IReadOnlyList<string> told = [];
        await _fixture.Api.AllocateForInstanceAsync(
            _fixture.Context, _fixture.Instance, Requests(OnNetwork("net-a")), ["web", "second"], new() { Made = ids => told = ids }, CancellationToken.None);
        Assert.Equal(["first", "second"], told);
        Assert.Equal(["web", "second"], await _fixture.Api.NameSecurityGroupsAsync(_fixture.Context, told, CancellationToken.None));
    }

    [Fact]
    public async Task ASubnetThatIsNewerThanTheLookAheadIsAskedFor()
    {
        Neutron.Subnets.Remove("net-a-subnet", out var subnet);
        var requests = Requests(OnNetwork("net-a"));
        var outlook = _fixture.Api.LookAhead(_fixture.Context, requests, CancellationToken.None)!;
        await Task.WhenAll(outlook.Visible, outlook.Facts);
        Neutron.Subnets["net-a-subnet"] = subnet!;

        var vif = Assert.Single(await AllocateAsync(outlook, requests));

        Assert.Equal("10.0.1.10", Assert.Single(vif.FixedIps).Address);
        Assert.Single(Neutron.Calls, call => call is { Method: "GET", Path: "/networks", Who: "admin" });
    }

    [Fact]
    public async Task AFailedLookAheadIsTheFailureOfTheAllocation()
    {
        Neutron.Before = call => call.Path == "/networks" ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;
        var requests = Requests(OnNetwork("net-a"));
        var outlook = _fixture.Api.LookAhead(_fixture.Context, requests, CancellationToken.None)!;
        await Assert.ThrowsAsync<OpenStackHttpException>(() => AllocateAsync(outlook, requests));
        Assert.Empty(Neutron.Changes);
    }

    [Fact]
    public void PortsAndChoicesAreNotLookedUpAhead()
    {
        Assert.Null(_fixture.Api.LookAhead(_fixture.Context, null, CancellationToken.None));
        foreach (var request in new[] { OnNetwork("none"), OnNetwork("auto"), OnNetwork(null!), OnPort("22222222-0000-4000-8000-0000000000b7") })
            Assert.Null(_fixture.Api.LookAhead(_fixture.Context, Requests(request), CancellationToken.None));
        Assert.Empty(Neutron.Calls);
    }

    private Task<NetworkInfo> AllocateAsync(NetworkOutlook outlook, NetworkRequestList requests) =>
        AllocateAsync(new AllocationBeside { Outlook = outlook }, requests);

    private Task PortMadeAsync()
    {
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Neutron.After = call =>
        {
            if (call.Method == "POST")
                made.TrySetResult();
        };
        return made.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private Task<NetworkInfo> AllocateAsync(AllocationBeside beside, NetworkRequestList requests) =>
        _fixture.Api.AllocateForInstanceAsync(_fixture.Context, _fixture.Instance, requests, [], beside, CancellationToken.None);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("auto")]
    public async Task TheOnlyNetworkIsTakenWhenNoneIsNamed(string? name)
    {
        Neutron.AddNetwork("foreign", "10.0.9.0/24", network => network["tenant_id"] = "other");
        var requests = name switch { null => null, "" => Requests(OnNetwork(null!)), _ => Requests(OnNetwork(name)) };
        var info = await ((INetworkApi)_fixture.Api).AllocateForInstanceAsync(_fixture.Context, _fixture.Instance, requests, [], CancellationToken.None);
        Assert.Equal("net-a", Assert.Single(info).Network!.Id);
    }

    [Fact]
    public async Task TwoNetworksAndNoneNamedIsAmbiguous()
    {
        Neutron.AddNetwork("shared", "10.0.2.0/24", network =>
        {
            network["tenant_id"] = "other";
            network["shared"] = true;
        });
        await Assert.ThrowsAsync<NetworkAmbiguous>(() => ((INetworkApi)_fixture.Api).AllocateForInstanceAsync(_fixture.Context, _fixture.Instance, null, [], CancellationToken.None));
    }

    [Fact]
    public async Task NoNetworkAtAll()
    {
        Neutron.Networks.Clear();
        Assert.Empty(await ((INetworkApi)_fixture.Api).AllocateForInstanceAsync(_fixture.Context, _fixture.Instance, null, [], CancellationToken.None));
        await Assert.ThrowsAsync<InterfaceAttachFailedNoNetwork>(() => _fixture.AllocateAsync(OnNetwork(null!)));
        await Assert.ThrowsAsync<NetworkNotFound>(() => _fixture.AllocateAsync(OnNetwork("net-x")));
        await Assert.ThrowsAsync<UnableToAutoAllocateNetwork>(() => _fixture.AllocateAsync(OnNetwork("auto")));
    }

    [Fact]
    public async Task NeutronMakesANetworkWhenAskedTo()
    {
        Neutron.Networks["net-a"]["tenant_id"] = "other";
        Neutron.AutoTopology = "net-a";
        Assert.Equal("net-a", Assert.Single(await _fixture.AllocateAsync(OnNetwork("auto"))).Network!.Id);
    }

    [Fact]
    public async Task SecurityGroupsGoByNameThenById()
    {
        Neutron.SecurityGroups.AddRange(
        [
            new() { ["id"] = "sg-1", ["name"] = "web", ["tenant_id"] = FakeNeutron.Project },
            new() { ["id"] = "sg-2", ["name"] = "sg-3", ["tenant_id"] = FakeNeutron.Project },
            new() { ["id"] = "sg-3", ["name"] = "twice", ["tenant_id"] = FakeNeutron.Project },
            new() { ["id"] = "sg-4", ["name"] = "twice", ["tenant_id"] = FakeNeutron.Project },
            new() { ["id"] = "sg-5", ["name"] = "foreign", ["tenant_id"] = "other" },
        ]);
        await _fixture.AllocateAsync(["web", "sg-3", "sg-4"], OnNetwork("net-a"));
        Assert.Equal(["sg-1", "sg-2", "sg-4"], Neutron.Ports.Values.Single()["security_groups"]!.Values<string>());
        await Assert.ThrowsAsync<NoUniqueMatch>(() => _fixture.AllocateAsync(["twice"], OnNetwork("net-a")));
        await Assert.ThrowsAsync<SecurityGroupNotFound>(() => _fixture.AllocateAsync(["foreign"], OnNetwork("net-a")));
        Neutron.Networks["net-a"]["port_security_enabled"] = false;
        await Assert.ThrowsAsync<SecurityGroupCannotBeApplied>(() => _fixture.AllocateAsync(["web"], OnNetwork("net-a")));
        Neutron.Networks["net-a"]["port_security_enabled"] = true;
        Neutron.Networks["net-a"]["subnets"] = new JArray();
        await Assert.ThrowsAsync<SecurityGroupCannotBeApplied>(() => _fixture.AllocateAsync(OnNetwork("net-a")));
        Assert.Single(Neutron.Ports);
    }

    [Theory]
    [InlineData("tenant_id", "other", typeof(PortNotUsable))]
    [InlineData("device_id", "another-server", typeof(PortInUse))]
    [InlineData("dns_name", "db-1", typeof(PortNotUsableDNS))]
    [InlineData("binding:vif_type", "binding_failed", typeof(PortBindingFailed))]
    public async Task APortThatCannotBeUsedIsRefusedUntouched(string attribute, string value, Type expected)
    {
        var port = Neutron.AddPort("22222222-0000-4000-8000-0000000000b7", "net-a", "10.0.1.77", p => p[attribute] = value);
        var before = port.ToString();
        var e = await Assert.ThrowsAnyAsync<NovaException>(() => _fixture.AllocateAsync(OnNetwork("net-a"), OnPort("22222222-0000-4000-8000-0000000000b7")));
        Assert.IsType(expected, e);
        Assert.Empty(Neutron.Changes);
        Assert.Equal(before, port.ToString());
    }

    [Fact]
    public async Task PortsWithBandwidthGuaranteesAreRefused()
    {
        Neutron.AddPort("22222222-0000-4000-8000-0000000000b7", "net-a", "10.0.1.77", p => p["resource_request"] = JObject.Parse("""{"request_groups": [{"id": "g"}]}"""));
        await Assert.ThrowsAsync<PortUpdateFailed>(() => _fixture.AllocateAsync(OnPort("22222222-0000-4000-8000-0000000000b7")));

        Neutron.Ports.Clear();
        Neutron.Networks["net-a"]["qos"] = JObject.Parse("""{"request_groups": [{"id": "g"}]}""");
        await Assert.ThrowsAsync<NetworksWithQoSPolicyNotSupported>(() => _fixture.AllocateAsync(OnNetwork("net-a")));
        Assert.Empty(Neutron.Ports);
    }

    [Fact]
    public async Task RefusalsOfNeutronHaveNovasNames()
    {
        await Assert.ThrowsAsync<PortNotFound>(() => _fixture.AllocateAsync(OnPort("33333333-0000-4000-8000-000000000000")));
        var invalid = await Assert.ThrowsAsync<InvalidInput>(() => _fixture.AllocateAsync(OnNetwork("net-a", "192.0.2.1")));
        Assert.Contains("Fixed IP 192.0.2.1 is not a valid ip address for network net-a.", invalid.Message, StringComparison.Ordinal);
        Neutron.AddPort("22222222-0000-4000-8000-0000000000b7", "net-a", "10.0.1.77");
        var used = await Assert.ThrowsAsync<FixedIpAlreadyInUse>(() => _fixture.AllocateAsync(OnNetwork("net-a", "10.0.1.77")));
        Assert.Equal("Fixed IP 10.0.1.77 is already in use.", used.Message);
        Neutron.Networks["net-a"]["exhausted"] = true;
        await Assert.ThrowsAsync<NoMoreFixedIps>(() => _fixture.AllocateAsync(OnNetwork("net-a")));
        Neutron.PortQuota = 1;
        await Assert.ThrowsAsync<PortLimitExceeded>(() => _fixture.AllocateAsync(OnNetwork("net-a")));
        Assert.Single(Neutron.Ports);
        Assert.Empty(_fixture.Conductor.Rows);
    }

    [Fact]
    public async Task ExternalNetworksAreForAdmins()
    {
        Neutron.Networks["net-a"]["router:external"] = true;
        await Assert.ThrowsAsync<ExternalNetworkAttachForbidden>(() => _fixture.AllocateAsync(OnNetwork("net-a")));
        _fixture.BecomeAdmin();
        Assert.Single(await _fixture.AllocateAsync(OnNetwork("net-a")));
    }

    [Fact]
    public async Task OverQuotaHalfWayLeavesNothing()
    {
        Neutron.PortQuota = 2;
        await Assert.ThrowsAsync<PortLimitExceeded>(() => _fixture.AllocateAsync(OnNetwork("net-a"), OnNetwork("net-a"), OnNetwork("net-a")));
        Assert.Empty(Neutron.Ports);
        Assert.Equal("[]", _fixture.Conductor.Caches[Uuid]);
    }

    [Fact]
    public async Task AFailedBindingIsTakenBackOnEveryPort()
    {
        Neutron.HostsWithAgent.Clear();
        var mine = Neutron.AddPort("22222222-0000-4000-8000-0000000000b7", "net-a", "10.0.1.77", p => p["binding:profile"] = new JObject { ["mine"] = 1 });

        await Assert.ThrowsAsync<PortBindingFailed>(() => _fixture.AllocateAsync(OnNetwork("net-a"), OnPort("22222222-0000-4000-8000-0000000000b7")));

        Assert.Same(mine, Assert.Single(Neutron.Ports.Values));
        Assert.Equal(("", "", "", "unbound"), ((string?)mine["device_id"], (string?)mine["device_owner"], (string?)mine["binding:host_id"], (string?)mine["binding:vif_type"]));
        Assert.Equal(1, (int)mine["binding:profile"]!["mine"]!);
        Assert.Empty(_fixture.Conductor.Rows);
    }

    [Fact]
    public async Task AFailureInTheDatabaseIsTakenBackToo()
    {
        var rows = 0;
        _fixture.Conductor.Before = (_, method) => method == "create" && ++rows == 2 ? throw new VirtualInterfaceCreateException() : Task.CompletedTask;
        await Assert.ThrowsAsync<VirtualInterfaceCreateException>(() => _fixture.AllocateAsync(OnNetwork("net-a"), OnNetwork("net-a")));
        Assert.Empty(Neutron.Ports);
        Assert.Empty(_fixture.Conductor.Rows);
    }

    [Fact]
    public async Task APortWhoseAnswerWasLostIsFoundAndDeleted()
    {
        Neutron.AddPort("22222222-0000-4000-8000-0000000000b7", "net-a", "10.0.1.77");
        Neutron.After = call =>
        {
            if (call.Method == "POST")
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset");
        };
        await Assert.ThrowsAsync<OpenStackConnectionException>(() => _fixture.AllocateAsync(OnNetwork("net-a")));
        Assert.Equal("22222222-0000-4000-8000-0000000000b7", Assert.Single(Neutron.Ports.Keys));
    }

    [Fact]
    public async Task WhoIsNotLetInIsNamed()
    {
        _fixture.ExpireUserToken();
        await Assert.ThrowsAsync<Unauthorized>(() => _fixture.AllocateAsync(OnNetwork("net-a")));

        using var other = new NetworkFixture();
        other.Neutron.Before = call => call.IsAdmin ? FakeNeutron.Refuse(HttpStatusCode.Unauthorized, "Unauthorized", "no") : null;
        await Assert.ThrowsAsync<NeutronAdminCredentialConfigurationInvalid>(() => other.AllocateAsync(OnNetwork("net-a")));

        using var third = new NetworkFixture();
        third.Neutron.Before = call => call.Method == "POST" ? FakeNeutron.Refuse(HttpStatusCode.Forbidden, "PolicyNotAuthorized", "not on this network") : null;
        var forbidden = await Assert.ThrowsAsync<Forbidden>(() => third.AllocateAsync(OnNetwork("net-a")));
        Assert.Equal("not on this network", forbidden.Message);
    }

    [Fact]
    public async Task NamesGoToNeutronWhereItKeepsThem()
    {
        Neutron.Extensions.Add("dns-integration");
        Neutron.AddNetwork("net-b", "10.0.2.0/24", network => network["dns_domain"] = "example.org.");
        var info = await _fixture.AllocateAsync(OnNetwork("net-a"), OnNetwork("net-b"));

        var updates = Neutron.Calls.Where(call => call.Method == "PUT").ToList();
        Assert.Equal("web-1", (string?)updates.Single(call => call.IsAdmin && call.Path.EndsWith(info[0].Id, StringComparison.Ordinal)).Body["port"]!["dns_name"]);
        Assert.Null(updates.Single(call => call.IsAdmin && call.Path.EndsWith(info[1].Id, StringComparison.Ordinal)).Body["port"]!["dns_name"]);
        var named = updates.Single(call => !call.IsAdmin);
        Assert.EndsWith(info[1].Id, named.Path, StringComparison.Ordinal);
        Assert.Equal("""{"port":{"dns_name":"web-1"}}""", named.Body.ToString(Newtonsoft.Json.Formatting.None));

        _fixture.Instance.Hostname = "not_a_name";
        await Assert.ThrowsAsync<InvalidInput>(() => _fixture.AllocateAsync(OnNetwork("net-b")));
        Assert.Equal(2, Neutron.Ports.Count);
    }

    [Fact]
    public async Task ASecondAllocationKeepsWhatTheCacheHad()
    {
        var first = await _fixture.AllocateAsync(OnNetwork("net-a"));
        var second = await _fixture.AllocateAsync(OnNetwork("net-a"));
        Assert.Single(second);
        Assert.Equal([first[0].Id, second[0].Id], _fixture.SavedCache.Select(vif => (string)vif["id"]!));
    }
}
