using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Networking;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Docker;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Spawn;
using NovaDockerNet.Virt.State;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Virt.Tests.Docker;

/// <summary>A driver whose peers note what they are asked for, all in one list.</summary>
sealed class DriverHarness : IDisposable
{
    private readonly TempDirectory _temp = new();

    /// <param name="restartWait">[docker] restart_wait</param>
    /// <param name="heldStarts">[docker] held_starts: none, so that the order of calls is always the same.</param>
    public DriverHarness(TimeSpan? restartWait = null, int heldStarts = 0)
    {
        var options = new VirtOptions
        {
            Host = "host-1",
            NodeName = "node-1",
            StatePath = _temp.Path,
            StartGrace = TimeSpan.FromMilliseconds(1),
            RestartWait = restartWait ?? TimeSpan.FromSeconds(60),
            HeldStarts = heldStarts,
            RunDir = "/run/nova-docker-net",
        };
        Networks.Setup(n => n.EnsureAsync(It.IsAny<string>(), It.IsAny<InstanceNetworkPlan>(), It.IsAny<CancellationToken>()))
            .Callback(() => Docker.Note("plug")).Returns(Task.CompletedTask);
        Networks.Setup(n => n.RemoveAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback(() => Docker.Note("unplug")).Returns(Task.CompletedTask);
        Networks.Setup(n => n.BindContainerAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .Callback((string id, string _, bool ownControlGroup, CancellationToken _) => Docker.Note(ownControlGroup ? $"bind {id} own-cgroup" : $"bind {id}")).Returns(Task.CompletedTask);
        Networks.Setup(n => n.UnbindContainerAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback((string id, CancellationToken _) => Docker.Note($"unbind {id}")).Returns(Task.CompletedTask);
        Networks.Setup(n => n.AnnounceAsync(It.IsAny<string>(), It.IsAny<InstanceNetworkPlan>(), It.IsAny<CancellationToken>()))
            .Callback(() => Docker.Note("announce")).Returns(Task.CompletedTask);
        Images.Setup(i => i.PrepareAsync(It.IsAny<RequestContext>(), It.IsAny<JObject>(), It.IsAny<CancellationToken>()))
            .Callback(() => Docker.Note("image"))
            .ReturnsAsync(new GuestImage(TestObjects.ImageId, "nova/img:1", "sha256:1", 1000) { Command = ["sleep"] });
        Driver = new DockerDriver(
            Docker.Client, Images.Object, Networks.Object,
            (uuid, network) => InstanceNetworkPlan.From(uuid, network, new InstanceNetworkPlanOptions { Host = options.Host }),
            new UndoLogs(TimeProvider.System, NullLogger<UndoLogs>.Instance), options, TimeProvider.System, NullLogger<DockerDriver>.Instance);
        Folder = new InstanceFolders(Path.Combine(_temp.Path, "instances")).For(TestObjects.Uuid);
    }

    public FakeDocker Docker { get; } = new();

    public Mock<IInstanceNetworks> Networks { get; } = new(MockBehavior.Strict);

    public Mock<IGuestImages> Images { get; } = new();

    public DockerDriver Driver { get; }

    public InstanceFolder Folder { get; }

    public string StatePath => _temp.Path;

    public IEnumerable<string> Calls => Docker.Calls;

    public SpawnRequest Request(Task<NetworkInfo>? network = null, IVifPlugWait? plugged = null) => new()
    {
        Context = new RequestContext([]),
        Instance = TestObjects.Instance(),
        ImageMeta = new JObject { ["id"] = TestObjects.ImageId },
        NetworkInfo = network ?? Task.FromResult(TestObjects.Network()),
        ArmVifPlugged = _ =>
        {
            Docker.Note("arm");
            return plugged ?? new PlugWait(Docker, Task.CompletedTask);
        },
    };

    public void Dispose()
    {
        Driver.Dispose();
        Docker.Dispose();
        _temp.Dispose();
    }

    public sealed class PlugWait(FakeDocker docker, Task completion) : IVifPlugWait
    {
        public Task Completion => completion;

        public ValueTask DisposeAsync()
        {
            docker.Note("disarm");
            return ValueTask.CompletedTask;
        }
    }
}
