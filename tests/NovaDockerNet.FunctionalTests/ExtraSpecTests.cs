using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>Limits that a flavor's extra specs set, as the kernel has them.</summary>
public sealed class ExtraSpecTests(LabSession lab) : FunctionalTest(lab)
{
    [SkippableFact]
    public async Task Disk_and_network_are_held_to_the_flavor_and_a_wrong_value_is_named()
    {
        var limited = await FlavorAsync(new JObject
        {
            ["quota:disk_read_bytes_sec"] = "10485760",
            ["quota:disk_write_iops_sec"] = "500",
            ["quota:vif_inbound_average"] = "1000",
            ["quota:vif_outbound_average"] = "2000",
            ["quota:vif_outbound_peak"] = "4000",
        });
        var wrong = await FlavorAsync(new JObject { ["quota:vif_inbound_peak"] = "5" });
        try
        {
            var server = await BootAsync(extra: new JObject { ["flavorRef"] = limited });
            var id = (string)server["id"]!;
            await AssertLimitedAsync(id);
            var neighbour = (string)(await BootAsync())["id"]!;
            Assert.True(await ReachesAsync(neighbour, Addresses(server)[0]), "a limited server is reached");

            await ActAsync(id, "os-stop");
            await WaitAsync(id, "SHUTOFF");
            await ActAsync(id, "os-start");
            await WaitAsync(id, "ACTIVE");
            await AssertLimitedAsync(id);

            var refused = await CreateAsync(extra: new JObject { ["flavorRef"] = wrong });
            Assert.Contains("quota:vif_inbound_peak", await FaultAsync(refused), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var flavor in new[] { limited, wrong })
                await Lab.Admin.Compute.DeleteAsync($"/flavors/{flavor}", CancellationToken.None);
        }
    }

    private async Task AssertLimitedAsync(string id)
    {
        var container = await Lab.Docker.Containers.InspectAsync((await ContainerAsync(id)).Id, CancellationToken.None);
        // Read through the process's own view of its groups: version 1's controller, or the unified one.
        var limits = await Command.RunAsync(
            "sh", "-c",
            $"g=$(grep -E ':([a-z_,]*,)?blkio(,[a-z_]*)?:' /proc/{container.State.Pid}/cgroup | cut -d: -f3); "
            + $"if [ -n \"$g\" ]; then cd /sys/fs/cgroup/blkio$g && cat blkio.throttle.read_bps_device blkio.throttle.write_iops_device; "
            + $"else cat /sys/fs/cgroup$(cut -d: -f3 /proc/{container.State.Pid}/cgroup)/io.max; fi");
        Assert.Contains("10485760", limits, StringComparison.Ordinal);
        Assert.Contains("500", limits, StringComparison.Ordinal);

        Assert.Contains(
            "tbf 6e64: root refcnt 2 rate 16Mbit burst 64Kb peakrate 32Mbit",
            Collapse(await Command.RunAsync("nsenter", $"--net={NamespacePath(id)}", "tc", "qdisc", "show", "dev", "eth0")), StringComparison.Ordinal);
        var ports = await Lab.Admin.Network.GetAsync($"/v2.0/ports?device_id={id}", CancellationToken.None);
        var near = "tap" + ((string)ports["ports"]![0]!["id"]!)[..11];
        Assert.Contains("tbf 6e64: root refcnt 2 rate 8Mbit burst 64Kb", Collapse(await Command.RunAsync("tc", "qdisc", "show", "dev", near)), StringComparison.Ordinal);
    }

    // How often the kernel holds it depends on the device's queues.
    private static string Collapse(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"refcnt \d+", "refcnt 2");

    private async Task<string> FlavorAsync(JObject specs)
    {
        var created = await Lab.Admin.Compute.PostAsync(
            "/flavors",
            new JObject { ["flavor"] = new JObject { ["name"] = "ndn-" + Guid.NewGuid().ToString("N")[..8], ["ram"] = 64, ["vcpus"] = 1, ["disk"] = 1 } },
            CancellationToken.None);
        var id = (string)created["flavor"]!["id"]!;
        await Lab.Admin.Compute.PostAsync($"/flavors/{id}/os-extra_specs", new JObject { ["extra_specs"] = specs }, CancellationToken.None);
        return id;
    }
}
