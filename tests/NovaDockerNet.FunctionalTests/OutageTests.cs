using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>
/// What the service depends on goes away in the middle of builds, deletions, stops and starts. Afterwards each server is in the state that was asked
/// for, or in ERROR with a fault that can be read; the service goes on by itself; and nothing is left of what is deleted.
/// </summary>
public sealed class OutageTests(LabSession lab, OutageService service) : OutageTest(lab, service), IClassFixture<OutageService>
{
    /// <summary>Running, and nothing is asked of it.</summary>
    private string _bystander = string.Empty;

    private string _running = string.Empty;
    private string _stopped = string.Empty;
    private string _doomed = string.Empty;

    [SkippableFact]
    public async Task RabbitMQ_is_restarted()
    {
        await PrepareAsync();

        var asked = await AskAsync();
        await RestartBrokerAsync();
        await AssertSettledAsync(asked);
        await AssertWorksAsync(_bystander);
    }

    [SkippableFact]
    public async Task The_conductor_is_stopped_for_half_a_minute()
    {
        await PrepareAsync();

        var asked = await AskAsync();
        await Lab.LabAsync("service", "stop", "nova-conductor");
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(30));
        }
        finally
        {
            await Lab.LabAsync("service", "start", "nova-conductor");
        }

        // Less than rpc_response_timeout: every call is answered in the end, and nothing may fail but what a conductor has taken along that was
        // stopping: oslo.messaging acknowledges a call before it is worked on, and one that comes in just then is lost (RpcAMQPListener).
        await AssertSettledAsync(asked, mayFail: id => ServiceLog(id).Contains("Timed out waiting for a reply", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData(RestFault.Unavailable)]
    [InlineData(RestFault.Hang)]
    [InlineData(RestFault.Cut)]
    public async Task Keystone_Neutron_Glance_and_Placement_fail_one_after_the_other(RestFault fault)
    {
        await PrepareAsync();
        Asked? last = null;
        foreach (var (name, proxy) in new[] { ("Keystone", Service.Keystone), ("Neutron", Service.Neutron), ("Glance", Service.Glance), ("Placement", Service.Placement) })
        {
            if (last is not null)
                await NextAsync(last);
            // Only a token that is no longer good leads to Keystone, only an image that is not here to Glance.
            var image = name == "Glance" ? await Lab.UploadAsync($"outage-{fault}", Lab.Archive("test.tar")) : null;
            if (name == "Keystone")
                Service.Tokens.ExpireAll();
            proxy.Break(fault, passFirst: name == "Neutron" ? 2 : 0);
            Asked asked;
            try
            {
                asked = await AskAsync(image);
                await Eventually.TrueAsync(
                    async () =>
                    {
                        await Task.Delay(100);
                        return proxy.Met > 0;
                    },
                    $"a request meets {name}'s fault", Limit);
                // Long enough for a second attempt to fail as well.
                await Task.Delay(TimeSpan.FromSeconds(3));
            }
            finally
            {
                proxy.Mend();
            }
            await AssertSettledAsync(asked);
            last = asked;
        }
        await AssertWorksAsync(_bystander);
    }

    [SkippableFact]
    public async Task Tokens_expire_and_nobody_notices()
    {
        await PrepareAsync();
        var refusals = Service.Tokens.Refusals;

        // Once before anything is asked, so that some request meets it, and once in the middle.
        Service.Tokens.ExpireAll();
        var asked = await AskAsync();
        Service.Tokens.ExpireAll();
        await AssertSettledAsync(asked, mayFail: _ => false);

        Assert.True(Service.Tokens.Refusals > refusals, "no request met an expired token");
    }

    [SkippableTheory]
    [InlineData("restart", false)]
    [InlineData("restart", true)]
    [InlineData("kill", false)]
    public async Task Docker_goes_away(string how, bool liveRestore)
    {
        string[] option = liveRestore ? ["--live-restore"] : [];
        var docker = $"dockerd.{Lab.Environment.Host}";
        try
        {
            if (liveRestore)
                await Lab.LabAsync(["service", "restart", docker, .. option]);
            await PrepareAsync();
            var started = (await Lab.Docker.Containers.InspectAsync((await ContainerAsync(_bystander)).Id, CancellationToken.None)).State.StartedAt;

            var asked = await AskAsync();
            await Lab.LabAsync(["service", how, docker, .. option]);
            if (how == "kill")
                await Lab.LabAsync(["service", "start", docker, .. option]);

            await AssertSettledAsync(asked, bystander: liveRestore ? "ACTIVE" : null);
            if (liveRestore)
                Assert.Equal(started, (await Lab.Docker.Containers.InspectAsync((await ContainerAsync(_bystander)).Id, CancellationToken.None)).State.StartedAt);
            await AssertWorksAsync(_bystander);
        }
        finally
        {
            if (liveRestore)
            {
                // A Docker that does not keep them would take its time to end them.
                await DeleteAllAsync();
                await Lab.LabAsync("service", "restart", docker);
            }
        }
    }

    [SkippableTheory]
    [InlineData("ovsdb")]
    [InlineData("vswitchd")]
    public async Task Open_vSwitch_is_restarted(string process)
    {
        await PrepareAsync();

        var asked = await AskAsync();
        await Lab.LabAsync("service", "restart", $"{process}.{Lab.Environment.Host}");

        await AssertSettledAsync(asked, bystander: "ACTIVE");
        await AssertWorksAsync(_bystander);
    }

    [SkippableFact]
    public async Task The_disk_is_full()
    {
        await PrepareAsync();

        Asked asked;
        using (await Service.FillDiskAsync())
        {
            asked = await AskAsync();
            await AssertSettledAsync(asked);
            // What a server is cannot be written down. The deletion makes room, but for one of the two at most.
            var built = await Task.WhenAll(asked.Built.Select(ShowAsync));
            Assert.Contains("ERROR", built.Select(server => (string?)server["status"]));
        }

        await NextAsync(asked);
        asked = await AskAsync();
        await AssertSettledAsync(asked, mayFail: _ => false);
        await AssertWorksAsync(_bystander);
    }

    /// <summary>Four servers for the operations that follow.</summary>
    private async Task PrepareAsync()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BootAsync(Lab.TestImage)));
        (_bystander, _running, _stopped, _doomed) = ((string)servers[0]["id"]!, (string)servers[1]["id"]!, (string)servers[2]["id"]!, (string)servers[3]["id"]!);
        await StopAsync(_stopped);
    }

    /// <summary>Two builds, a deletion, a stop and a start. Returns when the service has them all.</summary>
    private async Task<Asked> AskAsync(string? image = null)
    {
        var built = Task.WhenAll(CreateAsync(image ?? Lab.TestImage), CreateAsync(image ?? Lab.TestImage));
        await Task.WhenAll(
            built, ActAsync(_running, "os-stop"), ActAsync(_stopped, "os-start"),
            Lab.User.Compute.DeleteAsync($"/servers/{_doomed}", CancellationToken.None));
        var asked = new Asked(await built, _doomed, _running, _stopped);
        await Task.WhenAll(asked.All.Select(id => Eventually.TrueAsync(() => TakenAsync(id), $"the service has the request of {id}", Limit)));
        return asked;
    }

    /// <param name="asked">What was under way.</param>
    /// <param name="mayFail">Of which servers an ERROR with a readable fault will do; null: of all.</param>
    /// <param name="bystander">The status of the server of which nothing was asked; null: what becomes of a guest whose Docker dies.</param>
    private async Task AssertSettledAsync(Asked asked, Func<string, bool>? mayFail = null, string? bystander = "ACTIVE")
    {
        ConcurrentQueue<string> problems = [];
        string?[] built = bystander is null ? ["ACTIVE", "SHUTOFF"] : ["ACTIVE"];
        await Task.WhenAll(
        [
            CheckAsync(_bystander, bystander is null ? ["ACTIVE", "SHUTOFF"] : [bystander], []),
            .. asked.Built.Select(id => CheckAsync(id, built, ["ERROR"])),
            CheckAsync(asked.Stopping, ["SHUTOFF"], ["ACTIVE", "ERROR"]),
            CheckAsync(asked.Starting, ["ACTIVE"], ["SHUTOFF", "ERROR"]),
            CheckAsync(asked.Deleting, [null], ["ERROR", "ACTIVE"]),
        ]);
        Assert.True(problems.IsEmpty, string.Join('\n', problems));

        async Task CheckAsync(string id, string?[] expected, string[] failed)
        {
            try
            {
                await EventuallyWholeAsync(id, () => (mayFail?.Invoke(id) ?? true) ? [.. expected, .. failed] : expected);
            }
            catch (Exception e)
            {
                var server = await FindAsync(id);
                problems.Enqueue($"{asked.What(id)} {id}: {e.Message}\nnow {server?["status"] ?? "gone"}, fault {server?["fault"]}\n{ServiceLog(id)}");
            }
        }
    }

    /// <summary>Makes servers for another round out of those of the last.</summary>
    private async Task NextAsync(Asked asked)
    {
        var found = await Task.WhenAll(asked.All.Select(async id => (Id: id, Status: (string?)(await FindAsync(id))?["status"])));
        var active = found.Where(server => server.Status == "ACTIVE").Select(server => server.Id).Take(2).ToList();
        var stopped = found.Where(server => server.Status == "SHUTOFF").Select(server => server.Id).Take(1).ToList();
        await Task.WhenAll(found.Where(server => server.Status is not null).Select(server => server.Id).Except(active).Except(stopped).Select(DeleteAsync));
        var booted = await Task.WhenAll(Enumerable.Range(0, 3 - active.Count - stopped.Count).Select(_ => BootAsync(Lab.TestImage)));
        active.AddRange(booted.Select(server => (string)server["id"]!));
        (_running, _doomed) = (active[0], active[1]);
        _stopped = stopped.FirstOrDefault() ?? active[2];
        if (stopped.Count == 0)
            await StopAsync(_stopped);
    }

    private async Task StopAsync(string id)
    {
        await ActAsync(id, "os-stop");
        await WaitAsync(id, "SHUTOFF");
    }

    private sealed record Asked(IReadOnlyList<string> Built, string Deleting, string Stopping, string Starting)
    {
        public IEnumerable<string> All => [.. Built, Deleting, Stopping, Starting];

        public string What(string id) => id == Deleting ? "delete" : id == Stopping ? "stop" : id == Starting ? "start" : Built.Contains(id) ? "build" : "bystander";
    }
}
