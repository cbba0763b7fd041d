using System.Globalization;
using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;

namespace NovaDockerNet.FunctionalTests;

/// <summary>A server takes another flavor on this host, and keeps running.</summary>
public sealed class ResizeTests(LabSession lab) : FunctionalTest(lab)
{
    [SkippableFact]
    public async Task A_running_server_is_resized_reverted_resized_and_confirmed_without_a_restart()
    {
        var id = (string)(await BootAsync(Lab.SleepImage))["id"]!;
        var before = await InspectAsync(id);
        Assert.Equal(64L << 20, before.HostConfig.Memory);
        var larger = await Lab.Admin.Compute.GetAsync($"/flavors/{Lab.LargerFlavor}", CancellationToken.None);
        var wanted = (long)larger["flavor"]!["ram"]! << 20;

        await ActAsync(id, "resize", new JObject { ["flavorRef"] = Lab.LargerFlavor });
        await WaitAsync(id, "VERIFY_RESIZE");
        await AssertRunsOnWithAsync(id, before.State.Pid, wanted);
        Assert.Equal((int)larger["flavor"]!["ram"]!, await AllocatedMemoryAsync(id));

        await ActAsync(id, "revertResize");
        await WaitAsync(id, "ACTIVE");
        await AssertRunsOnWithAsync(id, before.State.Pid, 64L << 20);
        Assert.Equal(64, await AllocatedMemoryAsync(id));

        await ActAsync(id, "resize", new JObject { ["flavorRef"] = Lab.LargerFlavor });
        await WaitAsync(id, "VERIFY_RESIZE");
        await ActAsync(id, "confirmResize");
        var server = await WaitAsync(id, "ACTIVE");
        await AssertRunsOnWithAsync(id, before.State.Pid, wanted);
        Assert.Equal((int)larger["flavor"]!["ram"]!, await AllocatedMemoryAsync(id));
        Assert.Equal("ACTIVE", (string?)server["status"]);
    }

    private async Task AssertRunsOnWithAsync(string id, long process, long memory)
    {
        var container = await InspectAsync(id);
        Assert.Equal((process, true, memory), (container.State.Pid, container.State.Running, container.HostConfig.Memory!.Value));
    }

    private async Task<DockerEngine.Containers.ContainerInspect> InspectAsync(string id) =>
        await Lab.Docker.Containers.InspectAsync((await ContainerAsync(id)).Id, CancellationToken.None);

    private async Task<int> AllocatedMemoryAsync(string id)
    {
        var held = await Lab.Admin.Placement.GetAsync($"/allocations/{id}", CancellationToken.None);
        return int.Parse((string)held["allocations"]!.Single().First!["resources"]!["MEMORY_MB"]!, CultureInfo.InvariantCulture);
    }
}
