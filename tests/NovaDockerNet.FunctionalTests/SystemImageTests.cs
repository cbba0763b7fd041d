using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;

namespace NovaDockerNet.FunctionalTests;

/// <summary>A server that is a whole Debian: systemd is its process 1, and cloud-init sets it up from the config drive.</summary>
public sealed class SystemImageTests(LabSession lab) : FunctionalTest(lab)
{
    private const string Image = "system.tar.gz";

    [SkippableFact]
    public async Task Debian_with_systemd_and_cloud_init_runs_without_privileges()
    {
        Skip.IfNot(
            File.Exists(Path.Combine(Lab.Environment.Images, Image)), $"needs {Image} in LAB_IMAGES (contrib/images/build-system LAB_IMAGES/{Image}): missing");
        var image = await Lab.UploadAsync("system", Lab.Archive(Image), containerFormat: "bare");
        var userData = "#cloud-config\nlocale: false\nwrite_files:\n- path: /srv/from-user-data\n  content: written by cloud-init\nruncmd:\n- [sh, -c, 'echo ran > /srv/ran']\n";

        var server = await BootAsync(image, name: "debian-" + Guid.NewGuid().ToString("N")[..8], extra: new JObject
        {
            ["flavorRef"] = await SmallFlavorAsync(),
            ["config_drive"] = true,
            ["user_data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(userData)),
        });
        var id = (string)server["id"]!;

        await SystemRunsAsync(id);
        Assert.Contains("DataSourceConfigDrive", await InsideAsync(id, "cat /run/cloud-init/result.json"));
        Assert.Equal("written by cloud-init", (await InsideAsync(id, "cat /srv/from-user-data")).Trim());
        Assert.Equal("ran", (await InsideAsync(id, "cat /srv/ran")).Trim());
        Assert.Equal((string)server["name"]!, (await InsideAsync(id, "hostname")).Trim());
        Assert.Equal(id.Replace("-", ""), (await InsideAsync(id, "cat /etc/machine-id")).Trim());
        Assert.Contains(Addresses(server)[0] + "/24", await InsideAsync(id, "ip -4 address show"));
        Assert.Contains("Welcome to", await ConsoleAsync(id));
        await NoPrivilegesAsync(id);

        // systemd ends its services in order when asked with its own signal, long before the time limit after which it would be killed.
        await ActAsync(id, "os-stop");
        await WaitAsync(id, "SHUTOFF");
        Assert.Equal(0, (await Lab.Docker.Containers.InspectAsync((await ContainerAsync(id)).Id, CancellationToken.None)).State.ExitCode);
        await ActAsync(id, "os-start");
        await WaitAsync(id, "ACTIVE");
        await SystemRunsAsync(id);
        Assert.Contains(Addresses(server)[0] + "/24", await InsideAsync(id, "ip -4 address show"));
    }

    private async Task NoPrivilegesAsync(string id)
    {
        // Docker's default capabilities, and no limit in reach.
        Assert.Equal("00000000a80425fb", (await InsideAsync(id, "sed -n 's/^CapBnd:[[:space:]]*//p' /proc/1/status")).Trim());
        Assert.Equal("refused", (await InsideAsync(
            id, "for f in /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/devices/devices.allow /sys/fs/cgroup/memory.max; do "
            + "[ -e $f ] && (echo 1 >$f) 2>/dev/null && echo written $f; done; echo refused")).Trim());
    }

    /// <summary>Its own tools say that it is up, with everything that it wanted to start, and that cloud-init is through.</summary>
    private async Task SystemRunsAsync(string id)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromMinutes(5);
        while (true)
        {
            var state = await InsideAsync(id, "systemctl is-system-running 2>&1; cloud-init status 2>&1; systemctl list-units --failed --no-legend --plain; true");
            if (state.StartsWith("running\n", StringComparison.Ordinal) && state.Contains("status: done", StringComparison.Ordinal))
                return;
            if (state.StartsWith("degraded", StringComparison.Ordinal) || DateTime.UtcNow > deadline)
                Assert.Fail($"the system is not up: {state}\n{await InsideAsync(id, "journalctl -b --no-pager 2>&1 | tail -60")}");
            await Task.Delay(1000);
        }
    }

    private async Task<string> SmallFlavorAsync() =>
        (string)(await Lab.Admin.Compute.GetAsync("/flavors", CancellationToken.None))["flavors"]!.First(flavor => (string?)flavor["name"] == "small")["id"]!;
}
