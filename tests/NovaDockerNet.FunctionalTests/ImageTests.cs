using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.OpenStack;

namespace NovaDockerNet.FunctionalTests;

/// <summary>Servers that become images, and images that become servers: snapshot, backup, rebuild, shelve.</summary>
public sealed class ImageTests(LabSession lab) : FunctionalTest(lab)
{
    [SkippableFact]
    public async Task A_snapshot_boots_with_the_files_of_the_server_and_nothing_of_its_identity()
    {
        var id = (string)(await BootAsync(extra: new JObject { ["metadata"] = new JObject { ["secret"] = "of-the-first" } }))["id"]!;
        await InsideAsync(id, "echo kept > /kept");

        var snapshot = await ImageAsync(id, "createImage", new JObject { ["name"] = "snapshot-" + id });
        try
        {
            Assert.Equal(("docker", "raw", "snapshot", Lab.TestImage, id), (
                (string?)snapshot["container_format"], (string?)snapshot["disk_format"], (string?)snapshot["image_type"],
                (string?)snapshot["base_image_ref"], (string?)snapshot["instance_uuid"]));
            Assert.Equal("running", (await ContainerAsync(id)).State);
            Assert.Empty(await CommittedImagesAsync());

            var second = await BootAsync((string)snapshot["id"]!);
            var secondId = (string)second["id"]!;
            Assert.Equal("kept", (await InsideAsync(secondId, "cat /kept")).Trim());
            Assert.Contains(Addresses(second)[0] + "/24", await InsideAsync(secondId, "cat /www/first.txt"));
            Assert.DoesNotContain("of-the-first", await InsideAsync(secondId, "env"));
            var image = await Lab.Docker.Images.InspectConfigAsync(
                (await Lab.Docker.Containers.InspectAsync((await ContainerAsync(secondId)).Id, CancellationToken.None)).Image, CancellationToken.None);
            Assert.DoesNotContain("org.openstack.nova", image.ToString());
        }
        finally
        {
            await DeleteImageAsync((string)snapshot["id"]!);
        }
    }

    [SkippableFact]
    public async Task Backups_rotate_and_a_stopped_server_can_be_backed_up()
    {
        var id = (string)(await BootAsync(Lab.SleepImage))["id"]!;
        var backup = new JObject { ["name"] = "backup-" + id, ["backup_type"] = "daily", ["rotation"] = 1 };
        var images = new List<string>();
        try
        {
            images.Add((string)(await ImageAsync(id, "createBackup", backup))["id"]!);
            await ActAsync(id, "os-stop");
            await WaitAsync(id, "SHUTOFF");
            images.Add((string)(await ImageAsync(id, "createBackup", backup, "SHUTOFF"))["id"]!);
            await WaitForAsync(async () => await FindImageAsync(images[0]) is null, "the first backup is rotated out");
            Assert.Equal("active", (string?)(await FindImageAsync(images[1]))!["status"]);
        }
        finally
        {
            foreach (var image in images)
                await DeleteImageAsync(image);
        }
    }

    [SkippableFact]
    public async Task A_rebuilt_server_keeps_its_ports_and_a_stopped_one_stays_stopped()
    {
        var server = await BootAsync(Lab.SleepImage);
        var id = (string)server["id"]!;
        var ports = await PortsAsync(id);
        await InsideAsync(id, "echo old > /old");
        var container = (await ContainerAsync(id)).Id;

        await ActAsync(id, "rebuild", new JObject { ["imageRef"] = Lab.TestImage });
        var rebuilt = await WaitAsync(id, "ACTIVE");
        Assert.Equal((Addresses(server)[0], Lab.TestImage), (Addresses(rebuilt)[0], (string?)rebuilt["image"]!["id"]));
        Assert.Equal(ports, await PortsAsync(id));
        Assert.NotEqual(container, (await ContainerAsync(id)).Id);
        Assert.Contains(Addresses(server)[0] + "/24", await InsideAsync(id, "cat /www/first.txt"));
        Assert.Equal("gone", (await InsideAsync(id, "test -f /old || echo gone")).Trim());
        var neighbour = (string)(await BootAsync(Lab.SleepImage))["id"]!;
        Assert.True(await ReachesAsync(neighbour, Addresses(server)[0], attempts: 50), "the rebuilt server is out of reach");

        await ActAsync(id, "os-stop");
        await WaitAsync(id, "SHUTOFF");
        await ActAsync(id, "rebuild", new JObject { ["imageRef"] = Lab.SleepImage });
        await WaitForAsync(async () => (string?)(await ShowAsync(id))["image"]!["id"] == Lab.SleepImage, "the rebuild is accepted");
        await WaitAsync(id, "SHUTOFF");
        Assert.NotEqual("running", (await ContainerAsync(id)).State);
        await ActAsync(id, "os-start");
        await WaitAsync(id, "ACTIVE");
    }

    [SkippableFact]
    public async Task A_bad_image_is_an_error_that_another_rebuild_ends()
    {
        var id = (string)(await BootAsync(Lab.SleepImage))["id"]!;
        var container = (await ContainerAsync(id)).Id;
        var nonsense = await Lab.UploadAsync("rebuild-nonsense", [.. Enumerable.Repeat((byte)'x', 100_000)]);

        await ActAsync(id, "rebuild", new JObject { ["imageRef"] = nonsense });
        Assert.Contains("unacceptable", await FaultAsync(id));
        // It cost no data.
        Assert.Equal((container, "running"), ((await ContainerAsync(id)).Id, (await ContainerAsync(id)).State));

        await ActAsync(id, "rebuild", new JObject { ["imageRef"] = Lab.ExitsImage });
        await WaitForAsync(
            async () => ((string?)(await ShowAsync(id))["fault"]?["message"])?.Contains("exited at once", StringComparison.Ordinal) == true,
            "the second rebuild has failed");

        await ActAsync(id, "rebuild", new JObject { ["imageRef"] = Lab.TestImage });
        await WaitForAsync(async () => (string?)(await ShowAsync(id))["status"] == "ACTIVE", "the third rebuild ends the error");
        var server = await WaitAsync(id, "ACTIVE");
        Assert.Contains(Addresses(server)[0] + "/24", await InsideAsync(id, "cat /www/first.txt"));
    }

    [SkippableFact]
    public async Task A_shelved_server_leaves_the_host_and_comes_back_with_its_files_and_address()
    {
        var server = await BootAsync();
        var id = (string)server["id"]!;
        await InsideAsync(id, "echo kept > /kept");

        await ActAsync(id, "shelve");
        await WaitAsync(id, "SHELVED_OFFLOADED");
        // Nova saves the state before it frees the resources and forgets the host.
        await WaitForAsync(async () => (await ShowAsync(id))["OS-EXT-SRV-ATTR:host"]!.Type == JTokenType.Null, "the server has no host");
        var allocations = await Lab.Admin.Placement.GetAsync($"/allocations/{id}", CancellationToken.None);
        Assert.Empty(allocations["allocations"]!);
        var filters = new Dictionary<string, IReadOnlyList<string>> { ["label"] = [$"org.openstack.nova.instance-uuid={id}"] };
        Assert.Empty(await Lab.Docker.Containers.ListAsync(new ListContainersParameters { All = true, Filters = filters }, CancellationToken.None));
        Assert.Single(await ShelvedImagesAsync(server));

        await ActAsync(id, "unshelve");
        var back = await WaitAsync(id, "ACTIVE");
        Assert.Equal((Addresses(server)[0], Lab.TestImage), (Addresses(back)[0], (string?)back["image"]!["id"]));
        Assert.Equal("kept", (await InsideAsync(id, "cat /kept")).Trim());
        await WaitForAsync(async () => !(await ShelvedImagesAsync(server)).Any(), "the snapshot is deleted");
        var neighbour = (string)(await BootAsync(Lab.SleepImage))["id"]!;
        Assert.True(await ReachesAsync(neighbour, Addresses(server)[0], attempts: 50), "the server is out of reach");
    }

    /// <summary>Asks for an image of the server and waits until both have settled.</summary>
    private async Task<JObject> ImageAsync(string id, string action, JObject argument, string status = "ACTIVE")
    {
        var imageId = (string)(await ActAsync(id, action, argument))!["image_id"]!;
        JObject? image = null;
        await WaitForAsync(async () => (string?)(image = await FindImageAsync(imageId))?["status"] is "active" or null, $"{action} has ended");
        var server = await WaitAsync(id, status);
        Assert.True(image is not null, $"{action} failed: {server["fault"]}");
        return image;
    }

    private async Task<JObject?> FindImageAsync(string imageId)
    {
        try
        {
            return await Lab.User.Image.GetAsync($"/v2/images/{imageId}", CancellationToken.None);
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    private async Task DeleteImageAsync(string imageId)
    {
        if (await FindImageAsync(imageId) is not null)
            await Lab.User.Image.DeleteAsync($"/v2/images/{imageId}", CancellationToken.None);
    }

    private async Task<JToken> ShelvedImagesAsync(JObject server) =>
        (await Lab.User.Image.GetAsync($"/v2/images?name={server["name"]}-shelved", CancellationToken.None))["images"]!;

    private async Task<IEnumerable<string>> CommittedImagesAsync() =>
        (await Lab.Docker.Images.ListAsync(new ListImagesParameters { All = true }, CancellationToken.None)).SelectMany(image => image.RepoTags)
            .Where(tag => tag.StartsWith("nova-snapshot", StringComparison.Ordinal));

    private async Task<IEnumerable<string>> PortsAsync(string id)
    {
        var ports = await Lab.Admin.Network.GetAsync($"/v2.0/ports?device_id={id}&fields=id", CancellationToken.None);
        return ports["ports"]!.Select(port => (string)port["id"]!).Order(StringComparer.Ordinal).ToList();
    }

    private static async Task WaitForAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(180);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"not within 180 s: {what}");
            await Task.Delay(400);
        }
    }
}
