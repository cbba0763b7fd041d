using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.OpenStack;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>
/// What the service depends on goes away in the middle of all that is done to a server beside building, deleting, stopping and starting. A server for
/// each operation takes the next step of its cycle in each outage: there, and in the next one back.
/// </summary>
public sealed class GuestOutageTests(LabSession lab, OutageService service) : OutageTest(lab, service), IClassFixture<OutageService>
{
    private const string SnapshotName = "ndn-outage";

    private static readonly Cycle[] s_cycles =
    [
        new("suspend", "SUSPENDED", "suspend", "resume"),
        new("pause", "PAUSED", "pause", "unpause"),
        new("rescue", "RESCUE", "rescue", "unrescue"),
        new("shelve", "SHELVED_OFFLOADED", "shelve", "unshelve"),
        new("resize", "VERIFY_RESIZE", "resize", "confirmResize"),
        new("resize and back", "VERIFY_RESIZE", "resize", "revertResize"),
        new("rebuild", "ACTIVE", "rebuild", "rebuild"),
        new("snapshot", "ACTIVE", "createImage", "createImage"),
        new("interface", "ACTIVE", "attach", "detach"),
    ];

    private readonly Dictionary<Cycle, string> _servers = [];
    private readonly List<Task> _unanswered = [];
    private string _bystander = string.Empty;

    /// <summary>LAB_OUTAGES=all tries each of them; without, those that differ most.</summary>
    private static bool All => Environment.GetEnvironmentVariable("LAB_OUTAGES") == "all";

    [SkippableFact]
    public async Task Each_operation_meets_each_outage()
    {
        var docker = $"dockerd.{Lab.Environment.Host}";
        (string Name, bool Always, Func<Func<Task>, Task> Strike)[] outages =
        [
            ("RabbitMQ restarted", true, async ask =>
            {
                await ask();
                await RestartBrokerAsync();
            }),
            ("Docker killed", true, async ask =>
            {
                await ask();
                await Lab.LabAsync("service", "kill", docker);
                await Lab.LabAsync("service", "start", docker);
            }),
            ("REST cut", true, ask => BreakAsync(RestFault.Cut, ask)),
            ("vswitchd restarted", true, ask => RestartAsync($"vswitchd.{Lab.Environment.Host}", ask)),
            ("conductor stopped", false, async ask =>
            {
                await ask();
                await Lab.LabAsync("service", "stop", "nova-conductor");
                await Task.Delay(TimeSpan.FromSeconds(20));
                await Lab.LabAsync("service", "start", "nova-conductor");
            }),
            ("REST unavailable", false, ask => BreakAsync(RestFault.Unavailable, ask)),
            ("Docker restarted", false, ask => RestartAsync(docker, ask)),
            ("ovsdb restarted", false, ask => RestartAsync($"ovsdb.{Lab.Environment.Host}", ask)),
            ("REST hanging", false, ask => BreakAsync(RestFault.Hang, ask)),
            ("disk full", false, async ask =>
            {
                using var full = await Service.FillDiskAsync();
                await ask();
            }),
        ];
        await ReplaceAsync();
        _bystander = (string)(await BootAsync(Lab.TestImage))["id"]!;
        try
        {
            foreach (var (name, _, strike) in outages.Where(outage => outage.Always || All))
            {
                await strike(() => AskAsync(name));
                await AssertSettledAsync(name);
                await ReplaceAsync();
            }
            await AssertWorksAsync(_bystander);
        }
        finally
        {
            foreach (var image in await ImagesAsync(SnapshotName))
                await Lab.User.Image.DeleteAsync($"/v2/images/{image["id"]}", CancellationToken.None);
        }
    }

    /// <summary>Those in ERROR and those whose container Docker has ended make room for others.</summary>
    private async Task ReplaceAsync()
    {
        foreach (var cycle in s_cycles.Where(_servers.ContainsKey).ToList())
        {
            var server = await ShowAsync(_servers[cycle]);
            var status = (string?)server["status"];
            if (status == "SHELVED_OFFLOADED" || (!IsOff(server) && (status == "ACTIVE" || status == cycle.There)))
                continue;
            await DeleteAsync(_servers[cycle]);
            _servers.Remove(cycle);
        }
        var missing = s_cycles.Where(cycle => !_servers.ContainsKey(cycle)).ToList();
        var booted = await Task.WhenAll(missing.Select(_ => BootAsync(Lab.TestImage)));
        foreach (var (cycle, server) in missing.Zip(booted))
            _servers[cycle] = (string)server["id"]!;
    }

    /// <summary>The next step of each server. Returns when the service has all of them.</summary>
    private async Task AskAsync(string outage)
    {
        await Task.WhenAll(s_cycles.Select(cycle => AskAsync(cycle, _servers[cycle])));
        await Task.WhenAll(_servers.Select(
            server => Eventually.TrueAsync(() => TakenAsync(server.Value), $"{outage}: the service has the {server.Key.Name} of {server.Value}", Limit)));
    }

    private async Task AskAsync(Cycle cycle, string id)
    {
        var ports = await PortsAsync(id, Lab.NetworkB);
        var action = cycle.Forth == "attach"
            ? ports.Count == 0 ? cycle.Forth : cycle.Back
            : (string?)(await ShowAsync(id))["status"] == cycle.There ? cycle.Back : cycle.Forth;
        switch (action)
        {
            case "attach":
                // nova-api waits for the service's answer.
                _unanswered.Add(AttachAsync(id, new JObject { ["net_id"] = Lab.NetworkB }));
                break;
            case "detach":
                await Lab.User.Compute.DeleteAsync($"/servers/{id}/os-interface/{ports[0]}", CancellationToken.None);
                break;
            default:
                await ActAsync(id, action, action switch
                {
                    "rebuild" => new JObject { ["imageRef"] = Lab.TestImage },
                    "resize" => new JObject { ["flavorRef"] = await OtherFlavorAsync(id) },
                    "createImage" => new JObject { ["name"] = SnapshotName },
                    "rescue" => new JObject(),
                    _ => null,
                });
                break;
        }
    }

    private async Task RestartAsync(string name, Func<Task> ask)
    {
        await ask();
        await Lab.LabAsync("service", "restart", name);
    }

    /// <summary>All four at once, before anything is asked: which of them an operation meets is its own affair, that some request does is not.</summary>
    private async Task BreakAsync(RestFault fault, Func<Task> ask)
    {
        FaultProxy[] proxies = [Service.Keystone, Service.Neutron, Service.Glance, Service.Placement];
        foreach (var proxy in proxies)
            proxy.Break(fault);
        try
        {
            await ask();
            await Eventually.TrueAsync(
                async () =>
                {
                    await Task.Delay(100);
                    return proxies.Any(proxy => proxy.Met > 0);
                },
                "a request meets the fault", Limit);
        }
        finally
        {
            foreach (var proxy in proxies)
                proxy.Mend();
        }
    }

    private async Task AssertSettledAsync(string outage)
    {
        foreach (var answer in _unanswered)
        {
            try
            {
                await answer;
            }
            catch (OpenStackHttpException)
            {
                // That it failed is said; what became of the port is looked at.
            }
        }
        _unanswered.Clear();
        ConcurrentQueue<string> problems = [];
        await Task.WhenAll(_servers.Select(async each =>
        {
            var (cycle, id) = each;
            try
            {
                await EventuallyWholeAsync(id, () => ["ACTIVE", "SHUTOFF", "ERROR", cycle.There], mayBeOff: outage.StartsWith("Docker", StringComparison.Ordinal));
                await AssertSamePortsAsync(id);
            }
            catch (Exception e)
            {
                var server = await FindAsync(id);
                problems.Enqueue($"{outage}, {cycle.Name} {id}: {e.Message}\nnow {server?["status"] ?? "gone"}/{server?["OS-EXT-STS:task_state"]}, fault {server?["fault"]}\n{ServiceLog(id)}");
            }
        }));
        var half = new List<string>();
        var (snapshots, shelf) = (SnapshotName, $"{(await ShowAsync(_servers[s_cycles.First(cycle => cycle.Name == "shelve")]))["name"]}-shelved");
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    half = [.. (await ImagesAsync(snapshots)).Concat(await ImagesAsync(shelf)).Where(image => (string?)image["status"] != "active").Select(image => image.ToString())];
                    return half.Count == 0;
                },
                "no image is half there", TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            problems.Enqueue($"{outage}: half an image is left: {string.Join(", ", half)}\n{Service.Tail(60)}");
        }
        Assert.True(problems.IsEmpty, string.Join('\n', problems));
    }

    /// <summary>The API, Neutron and the guest agree on how many interfaces there are.</summary>
    private async Task AssertSamePortsAsync(string id)
    {
        var said = string.Empty;
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    var ports = (await PortsAsync(id, Lab.NetworkA)).Count + (await PortsAsync(id, Lab.NetworkB)).Count;
                    var server = await ShowAsync(id);
                    var inside = (string?)server["status"] is "ACTIVE" or "VERIFY_RESIZE" && !IsOff(server)
                        ? (await InsideAsync(id, "ls /sys/class/net | grep -c eth")).Trim() : ports.ToString();
                    said = $"Neutron has {ports} ports, the API {Addresses(server).Count} addresses, the guest {inside} devices";
                    return ports == Addresses(server).Count && inside == ports.ToString();
                },
                "agreed", TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            Assert.Fail(said);
        }
    }

    /// <param name="Name">For messages.</param>
    /// <param name="There">The status after <paramref name="Forth"/>; ACTIVE is the one before.</param>
    private sealed record Cycle(string Name, string There, string Forth, string Back);
}
