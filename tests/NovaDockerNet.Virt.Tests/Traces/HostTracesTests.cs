using Moq;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Networking;
using NovaDockerNet.Networking.Ports;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.State;
using NovaDockerNet.Virt.Traces;

namespace NovaDockerNet.Virt.Tests.Traces;

public sealed class HostTracesTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string Other = Guid.NewGuid().ToString();

    private readonly TempDirectory _temp = new();
    private readonly FakeDocker _docker = new();
    private readonly Mock<IInstanceNetworks> _networks = new();
    private readonly VirtOptions _options;

    public HostTracesTests()
    {
        _options = new VirtOptions { Host = "host-1", NodeName = "node-1", StatePath = _temp.File("state"), RunDir = _temp.File("run") };
        Directory.CreateDirectory(_options.BindingsPath);
        Directory.CreateDirectory(_options.DownloadsPath);
        _networks.Setup(n => n.NamespacePath(It.IsAny<string>())).Returns((string name) => "/ns/" + name);
        _networks.Setup(n => n.ListNamespacesAsync(None)).ReturnsAsync([TestObjects.Uuid, Other]);
        _networks.Setup(n => n.ListPortsAsync(None)).ReturnsAsync([new PluggedPort("port-1", TestObjects.Uuid, 1, "tap1")]);
    }

    public void Dispose()
    {
        _docker.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task Everything_with_our_mark_and_nothing_else()
    {
        AddContainer("c1", TestObjects.Uuid, "host-1");
        AddContainer("c2", TestObjects.Uuid, "host-2");
        _docker.Containers["c3"] = new JObject { ["Id"] = "c3", ["State"] = "running", ["Labels"] = new JObject() };
        new InstanceFolders(_options.InstancesPath).For(Other).Ensure();
        await File.WriteAllTextAsync(Path.Combine(_options.BindingsPath, "c1"), $"/ns/{TestObjects.Uuid}\nown-cgroup\n");
        var half = Path.Combine(_options.InstancesPath, Other, "record.json.1-1.new");
        await File.WriteAllTextAsync(half, "{");
        await File.WriteAllTextAsync(Path.Combine(_options.DownloadsPath, "running"), "");
        File.SetLastWriteTimeUtc(half, DateTime.UtcNow.AddHours(-1));

        var traces = new HostTraces(_docker.Client, _networks.Object, _options, TimeProvider.System);

        Assert.Equal(
            [
                new(HostTraceKind.Container, "c1", TestObjects.Uuid),
                new(HostTraceKind.Namespace, "/ns/" + TestObjects.Uuid, TestObjects.Uuid),
                new(HostTraceKind.Namespace, "/ns/" + Other, Other),
                new(HostTraceKind.SwitchPort, "tap1", TestObjects.Uuid),
                new(HostTraceKind.ContainerBinding, "c1", TestObjects.Uuid),
                new(HostTraceKind.InstanceFolder, Path.Combine(_options.InstancesPath, Other), Other),
                new HostTrace(HostTraceKind.TemporaryFile, half, null),
            ],
            await traces.ListAsync(None));
        Assert.Equal(2, (await traces.ListAsync(Other, None)).Count);

        await traces.RemoveFileAsync(new HostTrace(HostTraceKind.TemporaryFile, half, null), None);
        Assert.False(File.Exists(half));
    }

    private void AddContainer(string id, string uuid, string host) => _docker.Containers[id] = new JObject
    {
        ["Id"] = id,
        ["State"] = "running",
        ["Labels"] = new JObject { [GuestLabels.InstanceUuid] = uuid, [GuestLabels.Host] = host },
    };
}
