using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Moq;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Inventory;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Resources;

/// <summary>The host node1 with 4 CPUs, 8000 MB and 100 GB, between a scripted conductor and a Placement in memory.</summary>
sealed class HostFixture : IDisposable
{
    internal const string Uuid = "8290928e-7a05-4f32-ae6d-8161516e3944";

    internal HostFixture(string release = "26", Func<ResourceOptions, ResourceOptions>? configure = null)
    {
        Conductor = new ScriptedConductor(release);
        Options = new ComputeOptions { Host = "node1", StatePath = Folder.Path };
        var resources = new ResourceOptions { Host = "node1", MyIp = "10.0.0.1" };
        resources = configure?.Invoke(resources) ?? resources;
        Driver.Setup(d => d.GetInventoryAsync(It.IsAny<CancellationToken>())).ReturnsAsync(() => Inventory);
        Driver.Setup(d => d.ListGuestsAsync(It.IsAny<CancellationToken>())).ReturnsAsync(() => Guests);
        Service = new ServiceRecord(Conductor, Options, Time, Log.CreateLogger<ServiceRecord>());
        Identity = new NodeIdentity(
            Conductor, Driver.Object, Service, Options, new NodeIdentityOptions { StatePath = Folder.Path }, Time, Log.CreateLogger<NodeIdentity>());
        Reporter = new PlacementReporter(Placement.Client, Conductor, resources, Time, Log.CreateLogger<PlacementReporter>());
        Tracker = new ResourceTracker(Conductor, Driver.Object, Reporter, Identity, Service, resources, Log.CreateLogger<ResourceTracker>());
    }

    internal TempDirectory Folder { get; } = new();

    internal RecordingLoggerFactory Log { get; } = new();

    internal ManualTimeProvider Time { get; } = new();

    internal ScriptedConductor Conductor { get; }

    internal FakePlacement Placement { get; } = new();

    internal Mock<IVirtDriver> Driver { get; } = new();

    internal ComputeOptions Options { get; }

    internal ServiceRecord Service { get; }

    internal NodeIdentity Identity { get; }

    internal PlacementReporter Reporter { get; }

    internal ResourceTracker Tracker { get; }

    internal RequestContext Context { get; } = RequestContext.Admin();

    internal List<GuestInfo> Guests { get; } = [];

    internal HostInventory Inventory { get; set; } = new()
    {
        Vcpus = 4,
        MemoryMb = 8000,
        LocalGb = 100,
        VcpusUsed = 0,
        MemoryMbUsed = 700,
        LocalGbUsed = 20,
        DiskAvailableLeastGb = 80,
        HypervisorVersion = 20010024,
        HypervisorHostname = "node1",
        Architecture = "x86_64",
        CpuInfo = new JObject { ["arch"] = "x86_64" },
    };

    /// <summary>Eight CPUs in one node; with two threads per core, n and n + 4 are one.</summary>
    internal HostInventory WithCpus(CpuSets sets, int threads = 1)
    {
        ImmutableSortedSet<int> online = [.. Enumerable.Range(0, 8)];
        var cores = threads == 1
            ? online.Select(ImmutableSortedSet.Create)
            : Enumerable.Range(0, 4).Select(cpu => ImmutableSortedSet.Create(cpu, cpu + 4));
        return Inventory with
        {
            Vcpus = sets.SharedOf(online).Count,
            Pcpus = sets.DedicatedOf(online).Count,
            Processors = new HostProcessors(online, [new HostNode(0, online, Inventory.MemoryMb, 0, [.. cores])]),
            Cpus = sets,
        };
    }

    public void Dispose()
    {
        Tracker.Dispose();
        Reporter.Dispose();
        Placement.Dispose();
        Log.Dispose();
        Folder.Dispose();
    }

    /// <summary>As the daemon starts: identity, service row, first audit.</summary>
    internal async Task<HostFixture> StartedAsync()
    {
        await Identity.EnsureAsync(default);
        await Service.EnsureAsync(Context, default);
        await Tracker.UpdateAvailableResourceAsync(Context, startup: true, default);
        Assert.NotNull(Tracker.ComputeNode);
        return this;
    }

    internal Instance NewInstance(string uuid = Uuid)
    {
        var row = Conductor.AddInstance(uuid, "building", "scheduling");
        Conductor.Instances.Remove(row);
        row["host"] = null;
        row["node"] = null;
        return Instance.View(Conductor.Envelope("Instance", row));
    }
}
