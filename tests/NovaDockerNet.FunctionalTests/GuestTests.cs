using System.Net;
using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.OpenStack;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>What is done to a running guest: suspended over a restart of the service, looked into, given a password, asked for a dump.</summary>
public sealed class GuestTests(LabSession lab) : FunctionalTest(lab)
{
    // busybox as Debian builds it has no chpasswd; this one keeps what it reads.
    private const string Chpasswd = "#!/bin/sh\nread -r line\necho \"$line\" >/got\n";

    // Well formed; nobody has the other half.
    private const string PublicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f functional@test";

    [SkippableFact]
    public async Task Suspend_over_a_restart_then_diagnostics_password_and_dump()
    {
        var script = $"echo {Convert.ToBase64String(Encoding.UTF8.GetBytes(Chpasswd))} | base64 -d >/bin/chpasswd; chmod 755 /bin/chpasswd; "
            + "trap \"echo dumped\" ABRT; i=0; while :; do i=$((i+1)); echo tick $i; sleep 1; done";
        var image = await Lab.UploadAsync(
            "guest", Lab.Archive("sleep.tar"),
            properties: new JObject { ["os_command_line"] = $"/bin/busybox sh -c '{script.Replace("base64 -d", "busybox base64 -d").Replace("chmod", "busybox chmod")}'" });
        var id = (string)(await BootAsync(image))["id"]!;

        await ActAsync(id, "suspend");
        var suspended = await WaitAsync(id, "SUSPENDED");
        Assert.Equal(7, (int)suspended["OS-EXT-STS:power_state"]!);
        Assert.Equal("paused", (await ContainerAsync(id)).State);
        var ticks = await ConsoleAsync(id);
        await Lab.LabAsync("compute", "restart");
        suspended = await WaitAsync(id, "SUSPENDED");
        Assert.Equal(7, (int)suspended["OS-EXT-STS:power_state"]!);
        Assert.Equal(ticks, await ConsoleAsync(id));
        await ActAsync(id, "resume");
        Assert.Equal(1, (int)(await WaitAsync(id, "ACTIVE"))["OS-EXT-STS:power_state"]!);
        await Eventually.TrueAsync(async () => await ConsoleAsync(id) != ticks, "the guest goes on");

        var diagnostics = await Lab.Admin.Compute.GetAsync($"/servers/{id}/diagnostics", CancellationToken.None);
        Assert.Equal(("running", "docker"), ((string?)diagnostics["state"], (string?)diagnostics["hypervisor"]));
        Assert.Equal(64, (int)diagnostics["memory_details"]!["maximum"]!);
        Assert.True((long)diagnostics["cpu_details"]![0]!["time"]! > 0);
        Assert.Equal((await ContainerMacAsync(id)), (string?)diagnostics["nic_details"]![0]!["mac_address"]);

        await ActAsync(id, "changePassword", new JObject { ["adminPass"] = "$(reboot) 'quoted\"" });
        Assert.Equal("root:$(reboot) 'quoted\"", (await InsideAsync(id, "cat /got")).TrimEnd());
        await ActAsync(id, "trigger_crash_dump", asAdmin: true);
        await Eventually.TrueAsync(async () => (await ConsoleAsync(id)).Contains("dumped", StringComparison.Ordinal), "process 1 got its signal");

        await InsideAsync(id, "rm /bin/chpasswd");
        var refused = await Assert.ThrowsAsync<OpenStackHttpException>(() => ActAsync(id, "changePassword", new JObject { ["adminPass"] = "x" }));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("no program chpasswd", refused.Message, StringComparison.Ordinal);
        await WaitAsync(id, "ACTIVE");
    }

    [SkippableFact]
    public async Task Key_user_data_password_and_metadata_are_on_the_config_drive()
    {
        const string Drive = "/var/lib/cloud/seed/config_drive";
        var key = $"ndn-{Guid.NewGuid():N}";
        await Lab.User.Compute.PostAsync(
            "/os-keypairs", new JObject { ["keypair"] = new JObject { ["name"] = key, ["type"] = "ssh", ["public_key"] = PublicKey } }, CancellationToken.None);
        try
        {
            var server = await BootAsync(extra: new JObject
            {
                ["config_drive"] = true,
                ["key_name"] = key,
                ["adminPass"] = "of-the-user",
                ["metadata"] = new JObject { ["role"] = "web" },
                ["user_data"] = Convert.ToBase64String("#!/bin/sh\necho user data\n"u8),
            });
            var id = (string)server["id"]!;
            Assert.Equal("True", (string?)server["config_drive"]);

            var meta = JObject.Parse(await InsideAsync(id, $"cat {Drive}/openstack/latest/meta_data.json"));
            Assert.Equal((id, "of-the-user", "web"), ((string?)meta["uuid"], (string?)meta["admin_pass"], (string?)meta["meta"]!["role"]));
            Assert.Equal(PublicKey, (string?)meta["public_keys"]![key]);
            Assert.Equal("#!/bin/sh\necho user data\n", await InsideAsync(id, $"cat {Drive}/openstack/latest/user_data"));
            var network = JObject.Parse(await InsideAsync(id, $"cat {Drive}/openstack/latest/network_data.json"));
            Assert.Equal(Addresses(server)[0], (string?)network["networks"]![0]!["ip_address"]);
            Assert.Equal(await ContainerMacAsync(id), (string?)network["links"]![0]!["ethernet_mac_address"]);
            var ec2 = JObject.Parse(await InsideAsync(id, "cat /media/configdrive/ec2/latest/meta-data.json"));
            Assert.Equal(["default"], ec2["security-groups"]!.Values<string>());
            Assert.Equal("no", (await InsideAsync(id, $"touch {Drive}/x 2>/dev/null && echo yes || echo no")).Trim());

            // Kept over a reboot.
            await ActAsync(id, "reboot", new JObject { ["type"] = "HARD" });
            await WaitAsync(id, "ACTIVE");
            Assert.Contains(id, await InsideAsync(id, $"cat {Drive}/openstack/latest/meta_data.json"));
        }
        finally
        {
            await Lab.User.Compute.DeleteAsync($"/os-keypairs/{key}", CancellationToken.None);
        }
    }

    private async Task<string> ContainerMacAsync(string id) => (await InsideAsync(id, "cat /sys/class/net/eth0/address")).Trim();
}
