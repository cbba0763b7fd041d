using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Inventory;

namespace NovaDockerNet.FunctionalTests;

/// <summary>Servers with a CPU of their own beside servers that share one, on a service with one of each.</summary>
public sealed class PinningTests(LabSession lab) : FunctionalTest(lab), IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly List<string> _flavors = [];
    private OwnService? _service;

    public void Dispose() => _folder.Dispose();

    protected override string ServiceLog(string id) => _service?.Process.Tail(40, id) ?? string.Empty;

    [SkippableFact]
    public async Task A_dedicated_cpu_is_given_once_follows_the_server_and_a_resize_pins_the_running_one()
    {
        var online = HostProcessors.Read(await File.ReadAllTextAsync("/proc/meminfo")).Online;
        Skip.If(online.Count < 2, "this host has one CPU");
        var (shared, dedicated) = ($"{online[0]}", $"{online[^1]}");
        await File.WriteAllTextAsync(_folder.File("pinning.conf"), $"[compute]\ncpu_shared_set = {shared}\ncpu_dedicated_set = {dedicated}\n");
        try
        {
            var pinning = await FlavorAsync(new JObject { ["hw:cpu_policy"] = "dedicated" });
            var sharing = await FlavorAsync([]);
            await using var service = _service = await OwnService.StartAsync(Lab, _folder.File("points"), _folder.File("pinning.conf"));
            try
            {
                await GivenOnceAsync(pinning, sharing, shared, dedicated);
                await ResizedAsync(pinning, sharing, shared, dedicated);
            }
            finally
            {
                // The lab's own service has no CPU to pin to and would not start with a server that is pinned.
                await DeleteAllAsync();
            }
        }
        finally
        {
            foreach (var flavor in _flavors)
                await Lab.Admin.Compute.DeleteAsync($"/flavors/{flavor}", CancellationToken.None);
        }
    }

    private async Task GivenOnceAsync(string pinning, string sharing, string shared, string dedicated)
    {
        var pinned = (string)(await BootAsync(extra: new JObject { ["flavorRef"] = pinning }))["id"]!;
        var process = await AssertOnAsync(pinned, dedicated);
        await AssertUsedAsync(1);
        var metadata = JObject.Parse(await InsideAsync(pinned, "cat /var/lib/cloud/seed/config_drive/openstack/latest/meta_data.json"));
        Assert.Equal([0], metadata["dedicated_cpus"]!.Values<int>());

        // Placement has none left, and where Nova then offers the shared ones instead the claim fails.
        var second = await CreateAsync(extra: new JObject { ["flavorRef"] = pinning });
        Assert.Matches("No valid host|maximum number of retries|cannot fit", await FaultAsync(second));
        Assert.Empty(await ContainersAsync(second));
        await AssertUsedAsync(1);

        var neighbour = (string)(await BootAsync(extra: new JObject { ["flavorRef"] = sharing }))["id"]!;
        await AssertOnAsync(neighbour, shared);

        await _service!.RestartAsync();
        Assert.Equal(process, await AssertOnAsync(pinned, dedicated));
        await AssertUsedAsync(1);
        await ActAsync(pinned, "os-stop");
        await WaitAsync(pinned, "SHUTOFF");
        await ActAsync(pinned, "os-start");
        await WaitAsync(pinned, "ACTIVE");
        await AssertOnAsync(pinned, dedicated);
        await ActAsync(pinned, "rebuild", new JObject { ["imageRef"] = Lab.TestImage });
        await WaitAsync(pinned, "ACTIVE");
        await AssertOnAsync(pinned, dedicated);

        foreach (var id in new[] { pinned, second, neighbour })
            await DeleteAsync(id);
        await AssertUsedAsync(0);
    }

    private async Task ResizedAsync(string pinning, string sharing, string shared, string dedicated)
    {
        var id = (string)(await BootAsync(extra: new JObject { ["flavorRef"] = sharing }))["id"]!;
        var process = await AssertOnAsync(id, shared);

        await ActAsync(id, "resize", new JObject { ["flavorRef"] = pinning });
        await WaitAsync(id, "VERIFY_RESIZE");
        Assert.Equal(process, await AssertOnAsync(id, dedicated));
        await AssertUsedAsync(1);
        await ActAsync(id, "revertResize");
        await WaitAsync(id, "ACTIVE");
        Assert.Equal(process, await AssertOnAsync(id, shared));
        await AssertUsedAsync(0);

        await ActAsync(id, "resize", new JObject { ["flavorRef"] = pinning });
        await WaitAsync(id, "VERIFY_RESIZE");
        await ActAsync(id, "confirmResize");
        await WaitAsync(id, "ACTIVE");
        Assert.Equal(process, await AssertOnAsync(id, dedicated));
        await AssertUsedAsync(1);

        await ActAsync(id, "shelve");
        await WaitAsync(id, "SHELVED_OFFLOADED");
        await AssertUsedAsync(0);
        await ActAsync(id, "unshelve");
        await WaitAsync(id, "ACTIVE");
        await AssertOnAsync(id, dedicated);
        await AssertUsedAsync(1);

        await DeleteAsync(id);
        await AssertUsedAsync(0);
    }

    /// <summary>Answers the server's process, whose control group has these CPUs, and which the kernel runs on no other.</summary>
    private async Task<long> AssertOnAsync(string id, string cpus)
    {
        var state = (await Lab.Docker.Containers.InspectAsync((await ContainerAsync(id)).Id, CancellationToken.None)).State;
        // Version 1's controller, or the unified one.
        var group = await Command.RunAsync(
            "sh", "-c",
            $"g=$(grep -E ':([a-z_,]*,)?cpuset(,[a-z_]*)?:' /proc/{state.Pid}/cgroup | cut -d: -f3); "
            + $"if [ -n \"$g\" ]; then cat /sys/fs/cgroup/cpuset$g/cpuset.cpus; "
            + $"else cat /sys/fs/cgroup$(cut -d: -f3 /proc/{state.Pid}/cgroup)/cpuset.cpus; fi");
        Assert.Equal(CpuSpec.Parse(cpus), CpuSpec.Parse(group));
        var status = await File.ReadAllLinesAsync($"/proc/{state.Pid}/status");
        Assert.Equal(cpus, status.Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t')[1]);
        return state.Pid;
    }

    /// <summary>Of the PCPU inventory, which Nova writes when an operation is through with the server.</summary>
    private Task AssertUsedAsync(int cpus) => Eventually.TrueAsync(
        async () =>
        {
            var usages = (await Lab.Admin.Placement.GetAsync($"/resource_providers/{Lab.ProviderId}/usages", CancellationToken.None))["usages"]!;
            if (((int?)usages["PCPU"] ?? -1) == cpus)
                return true;
            await Task.Delay(300);
            return false;
        },
        $"Placement has {cpus} PCPU in use", TimeSpan.FromSeconds(60));

    private async Task<string> FlavorAsync(JObject specs)
    {
        var created = await Lab.Admin.Compute.PostAsync(
            "/flavors",
            new JObject { ["flavor"] = new JObject { ["name"] = "ndn-" + Guid.NewGuid().ToString("N")[..8], ["ram"] = 64, ["vcpus"] = 1, ["disk"] = 1 } },
            CancellationToken.None);
        var id = (string)created["flavor"]!["id"]!;
        _flavors.Add(id);
        if (specs.Count > 0)
            await Lab.Admin.Compute.PostAsync($"/flavors/{id}/os-extra_specs", new JObject { ["extra_specs"] = specs }, CancellationToken.None);
        return id;
    }
}
