using System.Net.Http.Headers;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>What all tests share: a project with a user of its own, networks without DHCP, images, and views of the host.</summary>
public sealed class LabSession : IAsyncLifetime
{
    private readonly string _name = SessionProject.NewName();

    internal LabEnvironment Environment { get; } = new();

    /// <summary>Set while a service runs that keeps its state elsewhere than the lab's own.</summary>
    internal string? StatePath { get; set; }

    internal CloudApis Admin { get; private set; } = null!;

    internal CloudApis User { get; private set; } = null!;

    internal ServerPoll Servers { get; private set; } = null!;

    internal DockerEngineClient Docker { get; private set; } = null!;

    internal string ProjectId { get; private set; } = string.Empty;

    /// <summary>Uuid of the resource provider of the service's node.</summary>
    internal string ProviderId { get; private set; } = string.Empty;

    /// <summary>IPv4 with gateway, 10.201.0.0/24.</summary>
    internal string NetworkA { get; private set; } = string.Empty;

    internal string SubnetA { get; private set; } = string.Empty;

    /// <summary>IPv4 with gateway, 10.202.0.0/24.</summary>
    internal string NetworkB { get; private set; } = string.Empty;

    /// <summary>IPv4 10.203.0.0/24 and IPv6 2001:db8:203::/64.</summary>
    internal string DualStack { get; private set; } = string.Empty;

    /// <summary>10.204.0.0/24 without gateway, with a host route to 10.99.0.0/16 by 10.204.0.254 and a name server.</summary>
    internal string WithoutGateway { get; private set; } = string.Empty;

    /// <summary>Serves HTTP and keeps what it found at its first instruction.</summary>
    internal string TestImage { get; private set; } = string.Empty;

    internal string SleepImage { get; private set; } = string.Empty;

    internal string ExitsImage { get; private set; } = string.Empty;

    /// <summary>64 MB of memory.</summary>
    internal string Flavor { get; private set; } = string.Empty;

    internal string LargerFlavor { get; private set; } = string.Empty;

    /// <summary>Set when the control plane or the service did not answer; every test then fails with it.</summary>
    internal Exception? Broken { get; private set; }

    public async Task InitializeAsync()
    {
        if (LabEnvironment.Missing is not null)
            return;
        try
        {
            await PrepareAsync();
        }
        catch (Exception e)
        {
            Broken = e;
        }
    }

    public async Task DisposeAsync()
    {
        if (Admin is null)
            return;
        if (ProjectId.Length > 0)
            await SessionProject.RemoveAsync(Admin, _name, ProjectId);
        Docker?.Dispose();
        if (User is not null)
            await User.DisposeAsync();
        await Admin.DisposeAsync();
    }

    /// <summary>An image in Glance of this content; removed at the end.</summary>
    internal async Task<string> UploadAsync(string name, byte[] content, string containerFormat = "docker", string diskFormat = "raw", JObject? properties = null)
    {
        var body = new JObject { ["name"] = $"{_name}-{name}", ["container_format"] = containerFormat, ["disk_format"] = diskFormat, ["visibility"] = "public" };
        body.Merge(properties ?? []);
        var image = await Admin.Image.PostAsync("/v2/images", body, CancellationToken.None);
        var id = (string)image["id"]!;
        using var response = await Admin.Image.SendAsync(
            new ServiceRequest(HttpMethod.Put, $"/v2/images/{id}/file")
            {
                Content = () =>
                {
                    var file = new ByteArrayContent(content);
                    file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                    return file;
                },
            },
            CancellationToken.None);
        return id;
    }

    internal byte[] Archive(string file) => File.ReadAllBytes(Path.Combine(Environment.Images, file));

    /// <summary>Runs <c>contrib/lab</c>.</summary>
    internal Task<string> LabAsync(params string[] arguments) => Command.RunAsync(Environment.Command, arguments);

    internal async Task<string> ServiceStateAsync()
    {
        var services = await Admin.Compute.GetAsync($"/os-services?binary=nova-compute&host={Environment.Host}", CancellationToken.None);
        return (string?)services["services"]!.FirstOrDefault()?["state"] ?? "absent";
    }

    private async Task PrepareAsync()
    {
        Docker = new DockerEngineClient(new DockerEngineOptions { Endpoint = Environment.DockerHost });
        Admin = new CloudApis(Environment.AuthUrl, Environment.UserName, Environment.Password, Environment.ProjectName);
        Servers = new ServerPoll(Admin.Compute);
        if (await ServiceStateAsync() != "up")
            await LabAsync("compute", "start");
        await SessionProject.RemoveInterruptedAsync(Admin);
        var providers = await Admin.Placement.GetAsync($"/resource_providers?name={Environment.Host}", CancellationToken.None);
        ProviderId = (string)providers["resource_providers"]!.Single()["uuid"]!;

        await CreateUserAsync();
        (NetworkA, SubnetA) = await CreateNetworkAsync("a", Subnet("10.201.0"));
        (NetworkB, _) = await CreateNetworkAsync("b", Subnet("10.202.0"));
        (DualStack, _) = await CreateNetworkAsync(
            "dual", new JObject { ["ip_version"] = 4, ["cidr"] = "10.203.0.0/24" }, new JObject { ["ip_version"] = 6, ["cidr"] = "2001:db8:203::/64", ["gateway_ip"] = "2001:db8:203::1" });
        (WithoutGateway, _) = await CreateNetworkAsync("nogw", new JObject
        {
            ["ip_version"] = 4,
            ["cidr"] = "10.204.0.0/24",
            ["gateway_ip"] = null,
            ["dns_nameservers"] = new JArray("192.0.2.53"),
            ["host_routes"] = new JArray(new JObject { ["destination"] = "10.99.0.0/16", ["nexthop"] = "10.204.0.254" }),
        });
        TestImage = await UploadAsync("test", Archive("test.tar"));
        SleepImage = await UploadAsync("sleep", Archive("sleep.tar"));
        ExitsImage = await UploadAsync("exits", Archive("exits.tar"));
        var flavors = (await Admin.Compute.GetAsync("/flavors", CancellationToken.None))["flavors"]!;
        Flavor = (string)flavors.Single(flavor => (string?)flavor["name"] == "nano")["id"]!;
        LargerFlavor = (string)flavors.Single(flavor => (string?)flavor["name"] == "micro")["id"]!;
    }

    private async Task CreateUserAsync()
    {
        var project = await Admin.Identity.PostAsync(
            "/projects", new JObject { ["project"] = new JObject { ["name"] = _name, ["domain_id"] = "default" } }, CancellationToken.None);
        ProjectId = (string)project["project"]!["id"]!;
        var password = Guid.NewGuid().ToString("N");
        var user = await Admin.Identity.PostAsync(
            "/users",
            new JObject { ["user"] = new JObject { ["name"] = _name, ["domain_id"] = "default", ["password"] = password } },
            CancellationToken.None);
        var roles = (await Admin.Identity.GetAsync("/roles?name=member", CancellationToken.None))["roles"]!;
        await Admin.Identity.PutAsync($"/projects/{ProjectId}/users/{user["user"]!["id"]}/roles/{roles[0]!["id"]}", null, CancellationToken.None);
        await Admin.Network.PutAsync(
            $"/v2.0/quotas/{ProjectId}", new JObject { ["quota"] = new JObject { ["port"] = -1, ["network"] = -1, ["subnet"] = -1 } }, CancellationToken.None);
        User = new CloudApis(Environment.AuthUrl, _name, password, _name);
    }

    // Neutron gives out the upper addresses: those below .100 that tests ask for are free.
    private static JObject Subnet(string prefix) => new()
    {
        ["ip_version"] = 4,
        ["cidr"] = $"{prefix}.0/24",
        ["allocation_pools"] = new JArray(new JObject { ["start"] = $"{prefix}.100", ["end"] = $"{prefix}.254" }),
    };

    private async Task<(string Network, string Subnet)> CreateNetworkAsync(string name, params JObject[] subnets)
    {
        var network = await User.Network.PostAsync(
            "/v2.0/networks", new JObject { ["network"] = new JObject { ["name"] = $"{_name}-{name}" } }, CancellationToken.None);
        var id = (string)network["network"]!["id"]!;
        var first = string.Empty;
        foreach (var subnet in subnets)
        {
            subnet["network_id"] = id;
            subnet["enable_dhcp"] = false;
            var created = await User.Network.PostAsync("/v2.0/subnets", new JObject { ["subnet"] = subnet }, CancellationToken.None);
            first = first.Length > 0 ? first : (string)created["subnet"]!["id"]!;
        }
        return (id, first);
    }
}
