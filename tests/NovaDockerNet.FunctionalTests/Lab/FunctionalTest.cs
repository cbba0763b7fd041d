using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>A test on the lab: skips without one, removes its servers, and fails when the host is not as before.</summary>
[Collection(LabCollection.Name)]
public abstract class FunctionalTest(LabSession lab) : IAsyncLifetime
{
    private readonly ConcurrentBag<string> _servers = [];
    private HostState? _before;

    protected LabSession Lab { get; } = lab;

    /// <summary>What the service wrote about a server, for messages of failure; where a test runs a service of its own.</summary>
    protected virtual string ServiceLog(string id) => string.Empty;

    public virtual async Task InitializeAsync()
    {
        Skip.If(LabEnvironment.Missing is not null, LabEnvironment.Missing);
        if (Lab.Broken is { } broken)
            throw new InvalidOperationException($"the lab could not be prepared: {broken.Message}", broken);
        _before = await HostState.TakeAsync(Lab);
    }

    public virtual async Task DisposeAsync()
    {
        if (_before is null)
            return;
        await DeleteAllAsync();
        await _before.AssertRestoredAsync(Lab);
    }

    /// <summary>Asks for a server; returns its id at once.</summary>
    protected async Task<string> CreateAsync(string? image = null, JToken? networks = null, JObject? extra = null, string? name = null)
    {
        var server = new JObject
        {
            ["name"] = name ?? "ndn-" + Guid.NewGuid().ToString("N")[..8],
            ["imageRef"] = image ?? Lab.TestImage,
            ["flavorRef"] = Lab.Flavor,
            ["networks"] = networks ?? new JArray(new JObject { ["uuid"] = Lab.NetworkA }),
        };
        server.Merge(extra ?? []);
        var created = await Lab.User.Compute.PostAsync("/servers", new JObject { ["server"] = server }, CancellationToken.None);
        var id = (string)created["server"]!["id"]!;
        _servers.Add(id);
        return id;
    }

    /// <summary>A server that is ACTIVE.</summary>
    protected async Task<JObject> BootAsync(string? image = null, JToken? networks = null, JObject? extra = null, string? name = null) =>
        await WaitAsync(await CreateAsync(image, networks, extra, name), "ACTIVE");

    protected async Task<JObject> ShowAsync(string id) =>
        (JObject)(await Lab.Admin.Compute.GetAsync($"/servers/{id}", CancellationToken.None))["server"]!;

    /// <summary>Waits for a status without a task; ends early, with its fault, when the server fails instead.</summary>
    protected async Task<JObject> WaitAsync(string id, string status, TimeSpan? limit = null)
    {
        var deadline = DateTime.UtcNow + (limit ?? TimeSpan.FromSeconds(180));
        while (true)
        {
            var server = await Lab.Servers.NextAsync(id);
            if (server is null)
                Assert.Fail($"server {id} is gone instead of {status}\n{ServiceLog(id)}");
            var now = (string?)server["status"];
            if (now == status && server["OS-EXT-STS:task_state"]!.Type == JTokenType.Null)
                return server;
            if (now == "ERROR" && status != "ERROR")
                Assert.Fail($"server {id} is in ERROR instead of {status}: {server["fault"]}\n{ServiceLog(id)}");
            if (DateTime.UtcNow > deadline)
                Assert.Fail($"server {id} is {now} ({server["OS-EXT-STS:task_state"]}) and not {status}: {server["fault"]}\n{ServiceLog(id)}");
            await Task.Delay(400);
        }
    }

    /// <summary>The text of the fault of a server that must have failed.</summary>
    protected async Task<string> FaultAsync(string id) => (string)(await WaitAsync(id, "ERROR"))["fault"]!["message"]!;

    protected Task<JObject?> ActAsync(string id, string action, JToken? argument = null, bool asAdmin = false) =>
        (asAdmin ? Lab.Admin : Lab.User).Compute.JsonAsync(
            new ServiceRequest(HttpMethod.Post, $"/servers/{id}/action") { Body = new JObject { [action] = argument ?? JValue.CreateNull() } },
            CancellationToken.None);

    /// <summary>Deletes and waits until the server is gone.</summary>
    protected async Task DeleteAsync(string id)
    {
        try
        {
            await Lab.Admin.Compute.DeleteAsync($"/servers/{id}", CancellationToken.None);
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            return;
        }
        await WaitGoneAsync(id);
    }

    /// <summary>Deletes every server of the test.</summary>
    protected Task DeleteAllAsync() => Task.WhenAll(_servers.Distinct().Select(DeleteAsync));

    protected Task WaitGoneAsync(string id) => Eventually.TrueAsync(
        async () =>
        {
            if (await Lab.Servers.NextAsync(id) is not { } server)
                return true;
            if ((string?)server["status"] == "ERROR" && server["OS-EXT-STS:task_state"]!.Type == JTokenType.Null)
                Assert.Fail($"deleting server {id} failed: {server["fault"]}\n{ServiceLog(id)}");
            await Task.Delay(300);
            return false;
        },
        $"server {id} is deleted", TimeSpan.FromSeconds(180));

    /// <summary>The status once no task is under way; null when the server is gone.</summary>
    protected async Task<string?> SettledAsync(string id, TimeSpan? limit = null)
    {
        JObject? server = [];
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    server = await Lab.Servers.NextAsync(id);
                    if (server is null || (server["OS-EXT-STS:task_state"]!.Type == JTokenType.Null && (string?)server["status"] is not ("BUILD" or "DELETED")))
                        return true;
                    await Task.Delay(400);
                    return false;
                },
                "settled", limit ?? TimeSpan.FromSeconds(180));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"server {id} does not settle: {server!["status"]}, task {server["OS-EXT-STS:task_state"]}, fault {server["fault"]}");
        }
        return (string?)server?["status"];
    }

    /// <summary>The host has of a server what its status says: the container in that state, with its address; an ERROR says why.</summary>
    protected async Task AssertWholeAsync(string id, string status)
    {
        if (status == "ERROR")
        {
            Assert.False(string.IsNullOrEmpty((string?)(await ShowAsync(id))["fault"]?["message"]), "an ERROR without a fault");
            return;
        }
        string[] states = status switch
        {
            "ACTIVE" or "VERIFY_RESIZE" => ["running"],
            "PAUSED" or "SUSPENDED" => ["paused"],
            // The rescue's, beside the server's own.
            "RESCUE" => ["exited", "running"],
            "SHELVED_OFFLOADED" => [],
            _ => ["exited"],
        };
        Assert.Equal(states, (await ContainersAsync(id)).Select(container => container.State).Order());
        if (status is "ACTIVE" or "VERIFY_RESIZE")
            Assert.Contains(Addresses(await ShowAsync(id))[0] + "/", await InsideAsync(id, "ip addr show eth0"));
    }

    protected async Task<JObject?> FindAsync(string id)
    {
        try
        {
            return await ShowAsync(id);
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Of the larger flavor and the usual one, the one that a server does not have.</summary>
    protected async Task<string> OtherFlavorAsync(string id)
    {
        var flavors = await Task.WhenAll(new[] { Lab.Flavor, Lab.LargerFlavor }.Select(async flavor =>
            (Id: flavor, Name: (string?)(await Lab.Admin.Compute.GetAsync($"/flavors/{flavor}", CancellationToken.None))["flavor"]!["name"])));
        var name = (string?)(await ShowAsync(id))["flavor"]!["original_name"];
        return flavors.First(flavor => flavor.Name != name).Id;
    }

    /// <summary>Ids of a server's ports in Neutron, on one network.</summary>
    protected async Task<IReadOnlyList<string>> PortsAsync(string id, string network) =>
        [.. (await Lab.Admin.Network.GetAsync($"/v2.0/ports?device_id={id}&network_id={network}", CancellationToken.None))["ports"]!.Select(port => (string)port["id"]!)];

    /// <summary>What Glance has under a name.</summary>
    protected async Task<JToken> ImagesAsync(string name) =>
        (await Lab.User.Image.GetAsync($"/v2/images?name={name}", CancellationToken.None))["images"]!;

    /// <summary>Returns when Nova has the service's answer.</summary>
    protected async Task<JObject> AttachAsync(string id, JObject attachment)
    {
        var answer = await Lab.User.Compute.PostAsync(
            $"/servers/{id}/os-interface", new JObject { ["interfaceAttachment"] = attachment }, CancellationToken.None);
        return (JObject)answer["interfaceAttachment"]!;
    }

    /// <summary>All containers of a server.</summary>
    protected async Task<IReadOnlyList<ContainerSummary>> ContainersAsync(string id)
    {
        var filters = new Dictionary<string, IReadOnlyList<string>> { ["label"] = [$"org.openstack.nova.instance-uuid={id}"] };
        return await Lab.Docker.Containers.ListAsync(new ListContainersParameters { All = true, Filters = filters }, CancellationToken.None);
    }

    /// <summary>The server's only container.</summary>
    protected async Task<ContainerSummary> ContainerAsync(string id) => Assert.Single(await ContainersAsync(id));

    /// <summary>Runs a shell command inside the server.</summary>
    protected async Task<string> InsideAsync(string id, string command) =>
        await Command.RunAsync("docker", "-H", Lab.Environment.DockerHost, "exec", (await ContainerAsync(id)).Id, "/bin/sh", "-c", command);

    protected async Task<string> ConsoleAsync(string id, int? lines = null)
    {
        var answer = await ActAsync(id, "os-getConsoleOutput", lines is null ? [] : new JObject { ["length"] = lines });
        return (string)answer!["output"]!;
    }

    /// <summary>Addresses as the API shows them.</summary>
    protected static IReadOnlyList<string> Addresses(JObject server) =>
        [.. server["addresses"]!.Children<JProperty>().SelectMany(network => network.Value).Select(address => (string)address["addr"]!)];

    /// <summary>True when one server can fetch the page of another. Asked from inside its namespace: busybox's own wget crashes when static.</summary>
    protected async Task<bool> ReachesAsync(string id, string address, int attempts = 10)
    {
        var url = address.Contains(':') ? $"http://[{address}]/" : $"http://{address}/";
        var fetch = $"import urllib.request; urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open('{url}', timeout=2).read()";
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            var (code, _, _) = await Command.TryAsync("nsenter", $"--net={NamespacePath(id)}", "/usr/bin/python3", "-c", fetch);
            if (code == 0)
                return true;
            await Task.Delay(200);
        }
        return false;
    }

    protected string NamespacePath(string id) => Path.Combine(Lab.Environment.RunFolder, "netns", id);
}
