using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>The life of a server that runs: it keeps its addresses through everything.</summary>
public sealed class PowerTests(LabSession lab) : FunctionalTest(lab)
{
    [SkippableFact]
    public async Task Stop_start_reboot_and_pause_keep_address_mac_and_connectivity()
    {
        var servers = await Task.WhenAll(BootAsync(), BootAsync());
        var id = (string)servers[0]["id"]!;
        var peer = (string)servers[1]["id"]!;
        var network = await NetworkAsync(id);

        await ActAsync(id, "os-stop");
        var stopped = await WaitAsync(id, "SHUTOFF");
        Assert.Equal(4, (int)stopped["OS-EXT-STS:power_state"]!);
        Assert.Equal("exited", (await ContainerAsync(id)).State);
        await ActAsync(id, "os-start");
        await AssertAliveAsync(id, peer, network);

        await ActAsync(id, "reboot", new JObject { ["type"] = "SOFT" });
        await AssertAliveAsync(id, peer, network);
        await ActAsync(id, "reboot", new JObject { ["type"] = "HARD" });
        await AssertAliveAsync(id, peer, network);

        await ActAsync(id, "pause");
        var paused = await WaitAsync(id, "PAUSED");
        Assert.Equal(3, (int)paused["OS-EXT-STS:power_state"]!);
        Assert.Equal("paused", (await ContainerAsync(id)).State);
        Assert.False(await ReachesAsync(peer, Addresses(paused)[0], attempts: 1));
        await ActAsync(id, "unpause");
        await AssertAliveAsync(id, peer, network);
    }

    [SkippableFact]
    public async Task The_console_log_can_be_read_whole_and_from_its_end()
    {
        var image = await Lab.UploadAsync(
            "lines", Lab.Archive("sleep.tar"), properties: new JObject { ["os_command_line"] = "/bin/sh -c 'seq 1 500; sleep 100000'" });
        var id = (string)(await BootAsync(image))["id"]!;
        await Eventually.TrueAsync(async () => (await ConsoleAsync(id)).TrimEnd().EndsWith("500", StringComparison.Ordinal), "all lines are written");

        Assert.Equal(500, (await ConsoleAsync(id)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(["498", "499", "500"], (await ConsoleAsync(id, 3)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()));
        await ActAsync(id, "os-stop");
        await WaitAsync(id, "SHUTOFF");
        Assert.Contains("500", await ConsoleAsync(id, 1));
    }

    [SkippableFact]
    public async Task Docker_restart_behind_our_back_keeps_the_addresses()
    {
        var servers = await Task.WhenAll(BootAsync(), BootAsync());
        var id = (string)servers[0]["id"]!;
        var network = await NetworkAsync(id);

        await Command.RunAsync("docker", "-H", Lab.Environment.DockerHost, "restart", "-t", "1", (await ContainerAsync(id)).Id);

        await AssertAliveAsync(id, (string)servers[1]["id"]!, network);
    }

    [SkippableFact]
    public async Task A_server_killed_behind_our_back_shows_as_shutoff_within_seconds_and_starts_again()
    {
        var servers = await Task.WhenAll(BootAsync(), BootAsync());
        var id = (string)servers[0]["id"]!;
        var network = await NetworkAsync(id);

        await Command.RunAsync("docker", "-H", Lab.Environment.DockerHost, "kill", (await ContainerAsync(id)).Id);
        await WaitAsync(id, "SHUTOFF", TimeSpan.FromSeconds(25));
        await ActAsync(id, "os-start");

        await AssertAliveAsync(id, (string)servers[1]["id"]!, network);
    }

    [SkippableFact]
    public async Task An_outsiders_container_on_the_same_docker_is_left_alone()
    {
        var name = "outsider-" + Guid.NewGuid().ToString("N")[..8];
        string[] docker = ["-H", Lab.Environment.DockerHost];
        await Command.RunAsync("docker", [.. docker, "load", "-q", "-i", Path.Combine(Lab.Environment.Images, "sleep.tar")]);
        await Command.RunAsync("docker", [.. docker, "run", "-d", "--network", "none", "--name", name, "lab/sleep:latest"]);
        try
        {
            var id = (string)(await BootAsync(Lab.SleepImage))["id"]!;
            await DeleteAsync(id);
            await Lab.LabAsync("compute", "restart");

            Assert.Equal("true", (await Command.RunAsync("docker", [.. docker, "inspect", "-f", "{{.State.Running}}", name])).Trim());
        }
        finally
        {
            await Command.RunAsync("docker", [.. docker, "rm", "-f", name]);
            await Command.RunAsync("docker", [.. docker, "rmi", "lab/sleep:latest"]);
        }
    }

    private async Task<string> NetworkAsync(string id) =>
        string.Join('\n', (await InsideAsync(id, "ip -4 addr show dev eth0; ip link show dev eth0; ip route")).Split('\n')
            .Where(line => line.Contains("inet ") || line.Contains("link/ether") || line.Contains("via")).Select(line => line.Trim()));

    private async Task AssertAliveAsync(string id, string peer, string network)
    {
        var server = await WaitAsync(id, "ACTIVE");
        await Eventually.TrueAsync(async () => (await ContainerAsync(id)).State == "running", "the container runs");
        Assert.Equal(network, await NetworkAsync(id));
        Assert.True(await ReachesAsync(peer, Addresses(server)[0]), "the server is out of its neighbour's reach");
    }
}
