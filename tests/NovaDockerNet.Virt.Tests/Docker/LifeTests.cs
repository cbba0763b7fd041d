using Moq;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Tests.Docker;

public sealed class LifeTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly RequestContext Context = new([]);

    private readonly DriverHarness _harness = new();

    public async Task InitializeAsync() => await _harness.Driver.SpawnAsync(_harness.Request(), None);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Stop_and_start_keep_the_network_and_bring_it_back_first()
    {
        await _harness.Driver.PowerOffAsync(TestObjects.Uuid, TimeSpan.FromSeconds(5), None);
        Assert.Equal(PowerState.Shutdown, (await _harness.Driver.GetGuestAsync(TestObjects.Uuid, None))!.PowerState);
        await _harness.Driver.PowerOnAsync(Context, TestObjects.Instance(), TestObjects.Network(), None);

        Assert.Equal(["stop 1", "plug", "bind 1", "start 1", "announce"], _harness.Calls.ToList()[^5..]);
    }

    [Fact]
    public async Task A_failed_start_keeps_the_container_and_its_network()
    {
        await _harness.Driver.PowerOffAsync(TestObjects.Uuid, TimeSpan.Zero, None);
        _harness.Docker.Intercept = call => call == "POST /containers/1/start" ? (500, """{"message":"no memory"}""") : null;

        var e = await Assert.ThrowsAsync<InstancePowerOnFailure>(
            () => _harness.Driver.PowerOnAsync(Context, TestObjects.Instance(), TestObjects.Network(), None));

        Assert.Contains("no memory", e.Message, StringComparison.Ordinal);
        Assert.Single(_harness.Docker.Containers);
        Assert.DoesNotContain("unplug", _harness.Calls);
        Assert.NotNull(_harness.Folder.ReadRecord());
    }

    [Theory]
    [InlineData(RebootType.Soft, "stop 1")]
    [InlineData(RebootType.Hard, "kill 1")]
    public async Task Reboots_differ_in_how_they_stop(RebootType type, string stop)
    {
        await _harness.Driver.RebootAsync(Context, TestObjects.Instance(), TestObjects.Network(), type, TimeSpan.FromSeconds(5), None);

        Assert.Equal([stop, "plug", "bind 1", "start 1", "announce"], _harness.Calls.ToList()[^5..]);
    }

    [Fact]
    public async Task Destroy_can_always_be_run_again()
    {
        await _harness.Driver.DestroyAsync(TestObjects.Uuid, TestObjects.Network(), destroyDisks: true, None);
        await _harness.Driver.DestroyAsync(TestObjects.Uuid, TestObjects.Network(), destroyDisks: true, None);

        Assert.Empty(_harness.Docker.Containers);
        Assert.False(_harness.Folder.Exists);
        Assert.Null(await _harness.Driver.GetGuestAsync(TestObjects.Uuid, None));
    }

    [Fact]
    public async Task Destroy_needs_no_readable_record()
    {
        await File.WriteAllTextAsync(_harness.Folder.RecordPath, "{");

        await _harness.Driver.DestroyAsync(TestObjects.Uuid, null, destroyDisks: true, None);

        Assert.Empty(_harness.Docker.Containers);
        Assert.Contains("unbind 1", _harness.Calls);
        Assert.False(_harness.Folder.Exists);
    }

    [Fact]
    public async Task Destroy_goes_on_after_a_failure_and_names_all_of_them()
    {
        _harness.Docker.Intercept = call => call == "DELETE /containers/1" ? (500, """{"message":"device busy"}""") : null;
        _harness.Networks.Setup(n => n.RemoveAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("switch away"));

        var e = await Assert.ThrowsAsync<InstanceTerminationFailure>(
            () => _harness.Driver.DestroyAsync(TestObjects.Uuid, null, destroyDisks: true, None));

        Assert.Contains("device busy", e.Message, StringComparison.Ordinal);
        Assert.Contains("switch away", e.Message, StringComparison.Ordinal);
        Assert.True(_harness.Folder.Exists);
    }

    [Fact]
    public async Task Destroy_without_disks_keeps_the_container()
    {
        await _harness.Driver.DestroyAsync(TestObjects.Uuid, null, destroyDisks: false, None);

        Assert.Equal("exited", (string?)Assert.Single(_harness.Docker.Containers).Value["State"]);
        Assert.Contains("unplug", _harness.Calls);
        Assert.True(_harness.Folder.Exists);
    }

    [Fact]
    public async Task Only_containers_with_our_labels_and_our_host_are_ours()
    {
        _harness.Docker.Containers["8"] = new JObject { ["Id"] = "8", ["State"] = "running", ["Labels"] = new JObject() };
        _harness.Docker.Containers["9"] = new JObject
        {
            ["Id"] = "9",
            ["State"] = "running",
            ["Labels"] = new JObject { [GuestLabels.InstanceUuid] = TestObjects.Uuid, [GuestLabels.Host] = "host-2" },
        };

        Assert.Equal("1", Assert.Single(await _harness.Driver.ListGuestsAsync(None)).InternalId);
        await _harness.Driver.DestroyAsync(TestObjects.Uuid, null, destroyDisks: true, None);
        Assert.Equal(["8", "9"], _harness.Docker.Containers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Inventory_counts_our_guests()
    {
        var inventory = await _harness.Driver.GetInventoryAsync(None);

        Assert.Equal((2, 2, 512L, 4L), (inventory.Vcpus, inventory.VcpusUsed, inventory.MemoryMbUsed, inventory.LocalGbUsed));
        Assert.Equal("node-1", inventory.HypervisorHostname);
        Assert.Equal(20010024, inventory.HypervisorVersion);
        Assert.True(inventory.MemoryMb > 0 && inventory.LocalGb > 0);
        Assert.Equal("docker", (string?)inventory.SupportedInstances[0]![1]);
    }

    [Fact]
    public async Task The_console_is_the_end_of_the_output()
    {
        _harness.Docker.Output = new string('x', 200_000) + "end";

        var output = await _harness.Driver.GetConsoleOutputAsync(TestObjects.Uuid, null, None);

        Assert.Equal(100 * 1024, output.Length);
        Assert.EndsWith("end", output, StringComparison.Ordinal);
        Assert.Equal("", await _harness.Driver.GetConsoleOutputAsync(TestObjects.Uuid, 0, None));
        await Assert.ThrowsAsync<InstanceNotFound>(() => _harness.Driver.GetConsoleOutputAsync(Guid.NewGuid().ToString(), 1, None));
    }

    [Fact]
    public async Task The_service_refuses_a_docker_without_its_runtime()
    {
        _harness.Networks.Setup(n => n.CheckAsync(It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        await _harness.Driver.InitHostAsync(None);

        _harness.Docker.RuntimeArguments = """["--netns-dir=/elsewhere"]""";
        var elsewhere = await Assert.ThrowsAsync<InvalidConfiguration>(() => _harness.Driver.InitHostAsync(None));
        _harness.Docker.Intercept = call => call == "GET /info" ? (200, """{"Runtimes":{"runc":{"path":"runc"}}}""") : null;
        var missing = await Assert.ThrowsAsync<InvalidConfiguration>(() => _harness.Driver.InitHostAsync(None));

        Assert.Contains("--netns-dir", elsewhere.Message, StringComparison.Ordinal);
        Assert.Contains("contrib/nova-runc/install", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_docker_is_an_unavailable_hypervisor()
    {
        using var harness = new DriverHarness(restartWait: TimeSpan.Zero);
        harness.Folder.WriteRecord(new InstanceRecord { InstanceUuid = TestObjects.Uuid });
        harness.Docker.Intercept = _ => throw new IOException("away");

        await Assert.ThrowsAsync<HypervisorUnavailable>(() => harness.Driver.ListGuestsAsync(None));
        await Assert.ThrowsAsync<HypervisorUnavailable>(() => harness.Driver.DestroyAsync(TestObjects.Uuid, null, destroyDisks: true, None));
        Assert.True(harness.Folder.Exists);
    }
}
