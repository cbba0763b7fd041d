using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.OpenStack;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>A server in rescue: its network and its disk in a container of another image.</summary>
public sealed class RescueTests(LabSession lab) : FunctionalTest(lab)
{
    // busybox as Debian builds it has no chpasswd; this one keeps what it reads.
    private const string Chpasswd = "printf '#!/bin/sh\\nread -r line\\necho \"$line\" >/got\\n' >/bin/chpasswd; chmod 755 /bin/chpasswd";

    [SkippableFact]
    public async Task Network_disk_and_password_over_a_restart_then_unrescued_and_deleted_in_rescue()
    {
        var volumes = await VolumesAsync();
        var server = await BootAsync(extra: new JObject { ["config_drive"] = true });
        var id = (string)server["id"]!;
        var mac = (await InsideAsync(id, "cat /sys/class/net/eth0/address")).Trim();
        await InsideAsync(id, Chpasswd);
        var image = (string)(await ActAsync(id, "createImage", new JObject { ["name"] = "rescue-" + id }))!["image_id"]!;
        try
        {
            await WaitAsync(id, "ACTIVE");
            await InsideAsync(id, "echo of the server >/mark");
            var answer = await ActAsync(id, "rescue", new JObject { ["adminPass"] = "of-the-rescue", ["rescue_image_ref"] = image });
            Assert.Equal("of-the-rescue", (string?)answer!["adminPass"]);
            Assert.Equal(1, (int)(await WaitAsync(id, "RESCUE"))["OS-EXT-STS:power_state"]!);

            Assert.Equal("of the server", (await InRescueAsync(id, "cat /mnt/mark; test ! -e /mark")).Trim());
            Assert.Equal(mac, (await InRescueAsync(id, "cat /sys/class/net/eth0/address")).Trim());
            Assert.Equal("root:of-the-rescue", (await InRescueAsync(id, "cat /got")).Trim());
            var meta = JObject.Parse(await InRescueAsync(id, "cat /media/configdrive/openstack/latest/meta_data.json"));
            Assert.Equal((id, "of-the-rescue"), ((string?)meta["uuid"], (string?)meta["admin_pass"]));
            var neighbour = (string)(await BootAsync())["id"]!;
            Assert.True(await ReachesAsync(neighbour, Addresses(server)[0]), "the rescued server is reached at its address");
            var refused = await Assert.ThrowsAsync<OpenStackHttpException>(() => ActAsync(id, "reboot", new JObject { ["type"] = "HARD" }));
            Assert.Equal(HttpStatusCode.Conflict, refused.Status);

            await Lab.LabAsync("compute", "restart");
            await WaitAsync(id, "RESCUE");
            await InRescueAsync(id, "echo mended >/mnt/mended; mkdir -p /mnt/deep/folder");

            await ActAsync(id, "unrescue");
            await WaitAsync(id, "ACTIVE");
            Assert.Equal("running", (await ContainerAsync(id)).State);
            Assert.Equal("mended", (await InsideAsync(id, "cat /mended; test -d /deep/folder")).Trim());
            Assert.Equal(mac, (await InsideAsync(id, "cat /sys/class/net/eth0/address")).Trim());
            Assert.True(await ReachesAsync(neighbour, Addresses(server)[0]), "the server is reached at its address again");

            await ActAsync(id, "rescue", new JObject());
            await WaitAsync(id, "RESCUE");
            Assert.Equal("mended", (await InRescueAsync(id, "cat /mnt/mended")).Trim());
            await DeleteAsync(id);
            Assert.Equal(volumes, await VolumesAsync());
        }
        finally
        {
            await Lab.User.Image.DeleteAsync($"/v2/images/{image}", CancellationToken.None);
        }
    }

    private async Task<string> InRescueAsync(string id, string command)
    {
        var filters = new Dictionary<string, IReadOnlyList<string>>
        {
            ["label"] = [$"org.openstack.nova.instance-uuid={id}", "org.openstack.nova.role=rescue"],
        };
        var container = Assert.Single(await Lab.Docker.Containers.ListAsync(new ListContainersParameters { Filters = filters }, CancellationToken.None));
        return await Command.RunAsync("docker", "-H", Lab.Environment.DockerHost, "exec", container.Id, "/bin/sh", "-c", command);
    }

    private async Task<string> VolumesAsync() => await Command.RunAsync("docker", "-H", Lab.Environment.DockerHost, "volume", "ls", "-q");
}
