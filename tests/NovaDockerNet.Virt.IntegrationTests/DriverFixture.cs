using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Consoles;
using NovaDockerNet.Virt.Docker;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Spawn;
using NovaDockerNet.Virt.State;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>A driver on a private dockerd with nova-runc, with real namespaces and a Glance made of byte arrays.</summary>
public sealed class DriverFixture : IAsyncLifetime, IDisposable
{
    private readonly NamespacesRun _run = new();
    private Exception? _unavailable;
    private DockerDaemon? _daemon;
    private DockerDriver? _driver;
    private DockerEngineClient? _docker;

    /// <summary>What to run as nova-runc, instead of contrib's.</summary>
    internal string Runtime { get; init; } = Path.Combine(Repository.Root, "contrib", "nova-runc", "nova-runc");

    /// <summary>See <see cref="DockerDaemonOptions.OwnContainerd"/>.</summary>
    internal bool OwnContainerd { get; init; }

    /// <summary>See <see cref="DockerDaemonOptions.LiveRestore"/>.</summary>
    internal bool LiveRestore { get; init; }

    /// <summary>[compute] cpu_dedicated_set and cpu_shared_set.</summary>
    internal CpuSets Cpus { get; init; } = CpuSets.None;

    /// <summary>What the driver has to say.</summary>
    internal ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    internal NamespaceNetworks Networks { get; private set; } = null!;

    internal ByteArrayImages Glance { get; } = new();

    internal DockerDriver Driver => _driver ?? throw Unavailable();

    internal DockerEngineClient Docker => _docker ?? throw Unavailable();

    internal DockerDaemon Daemon => _daemon ?? throw Unavailable();

    internal string StatePath => Path.Combine(_run.Path, "state");

    internal InstanceFolders Folders => new(Path.Combine(StatePath, "instances"));

    public async Task InitializeAsync()
    {
        try
        {
            Root.Require();
            _daemon = await DockerDaemon.StartAsync(new DockerDaemonOptions
            {
                OwnContainerd = OwnContainerd,
                LiveRestore = LiveRestore,
                Runtimes = new Dictionary<string, (string, string[])>
                {
                    ["nova-runc"] = (Runtime, [$"--netns-dir={_run.Path}/netns-by-container"]),
                },
            });
        }
        catch (SkipException e)
        {
            _unavailable = e;
            return;
        }
        Networks = new NamespaceNetworks(_run.Path);
        _docker = new DockerEngineClient(new DockerEngineOptions { Endpoint = _daemon.Endpoint });
        var options = new VirtOptions
        {
            Host = "host-1",
            NodeName = "node-1",
            StatePath = StatePath,
            RunDir = _run.Path,
            SerialConsole = new SerialConsoleOptions { Enabled = true },
            Cpus = Cpus,
        };
        var images = new ImageStore(_docker, Glance, options, TimeProvider.System, NullLogger<ImageStore>.Instance);
        _driver = new DockerDriver(
            _docker, images, Networks,
            (uuid, network) => InstanceNetworkPlan.From(uuid, network, new InstanceNetworkPlanOptions { Host = "host-1" }),
            new UndoLogs(TimeProvider.System, NullLogger<UndoLogs>.Instance), options, TimeProvider.System, Loggers.CreateLogger<DockerDriver>());
        await _driver.InitHostAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        Networks?.ForgetEverything();
    }

    public void Dispose()
    {
        _driver?.Dispose();
        _docker?.Dispose();
        _run.Dispose();
    }

    internal SpawnRequest Request(string uuid, JObject image, IReadOnlyList<InjectedFile>? files = null) => new()
    {
        Context = new RequestContext([]),
        Instance = Instance(uuid),
        ImageMeta = image,
        NetworkInfo = Task.FromResult(Network(uuid)),
        ArmVifPlugged = _ => new PluggedAlready(),
        InjectedFiles = files ?? [],
    };

    internal static Instance Instance(string uuid) => new(new JObject
    {
        ["nova_object.name"] = "Instance",
        ["nova_object.namespace"] = "nova",
        ["nova_object.version"] = "2.7",
        ["nova_object.data"] = new JObject
        {
            ["id"] = 1,
            ["uuid"] = uuid,
            ["project_id"] = "p",
            ["user_id"] = "u",
            ["hostname"] = "vm-1",
            ["metadata"] = new JObject { ["role"] = "web" },
            ["system_metadata"] = new JObject(),
            ["flavor"] = new JObject
            {
                ["nova_object.name"] = "Flavor",
                ["nova_object.namespace"] = "nova",
                ["nova_object.version"] = "1.2",
                ["nova_object.data"] = new JObject
                {
                    ["name"] = "m1.tiny",
                    ["flavorid"] = "1",
                    ["memory_mb"] = 64,
                    ["vcpus"] = 1,
                    ["root_gb"] = 1,
                    ["swap"] = 0,
                    ["extra_specs"] = new JObject(),
                },
            },
        },
    });

    /// <summary>One port whose device name and addresses follow from the uuid.</summary>
    internal static NetworkInfo Network(string uuid) => NetworkInfo.Parse($$$"""
        [{"id": "{{{uuid}}}", "address": "fa:16:3e:00:00:05", "type": "ovs", "devname": "tap{{{uuid[..11]}}}", "ovs_interfaceid": "{{{uuid}}}",
          "active": false, "vnic_type": "normal", "profile": {}, "meta": {}, "details": {"port_filter": true}, "preserve_on_delete": false,
          "network": {"id": "n", "bridge": "br-int", "label": "net", "meta": {"mtu": 1400},
            "subnets": [{"cidr": "10.9.0.0/24", "version": 4, "meta": {}, "routes": [], "gateway": null,
              "dns": [{"address": "10.9.0.2", "type": "dns", "version": 4, "meta": {}}],
              "ips": [{"address": "10.9.0.5", "type": "fixed", "version": 4, "floating_ips": [], "meta": {}}]}]}}]
        """);

    internal async Task<ContainerInspect> InspectAsync(string uuid)
        => await Docker.Containers.InspectAsync((await Driver.GetGuestAsync(uuid, CancellationToken.None))!.InternalId, CancellationToken.None);

    internal async Task<string> WaitForOutputAsync(string uuid, string text)
    {
        var output = "";
        await Eventually.TrueAsync(
            async () => (output = await Driver.GetConsoleOutputAsync(uuid, null, CancellationToken.None)).Contains(text, StringComparison.Ordinal),
            $"\"{text}\" in the output");
        return output;
    }

    private Exception Unavailable() => _unavailable ?? new InvalidOperationException("the fixture was not started");

    internal sealed class ByteArrayImages : IImageSource
    {
        private readonly Dictionary<string, (JObject Record, byte[] Data)> _images = [];

        public JObject Add(byte[] data, string containerFormat = "docker", string? commandLine = null)
        {
            var record = Record(data, containerFormat);
            if (commandLine is not null)
                record["properties"]!["os_command_line"] = commandLine;
            _images[(string)record["id"]!] = (record, data);
            return record;
        }

        private static JObject Record(byte[] data, string containerFormat) => new()
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["status"] = "active",
            ["container_format"] = containerFormat,
            ["disk_format"] = "raw",
            ["size"] = data.Length,
            ["os_hash_algo"] = "sha512",
            ["os_hash_value"] = Convert.ToHexStringLower(SHA512.HashData(data)),
            ["properties"] = new JObject(),
        };

        public Task<JObject> ShowAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
            => Task.FromResult(_images[imageId].Record);

        public Task<ImageData> OpenAsync(RequestContext context, string imageId, long offset, CancellationToken cancellationToken)
            => Task.FromResult(new ImageData(new MemoryStream(_images[imageId].Data), 0));

        public async Task UploadAsync(
            RequestContext context, string imageId, JObject values, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
        {
            OnUpload?.Invoke();
            using var data = new MemoryStream();
            await write(data, cancellationToken);
            var record = Record(data.ToArray(), (string)values["container_format"]!);
            record["id"] = imageId;
            _images[imageId] = (record, data.ToArray());
        }

        internal Action? OnUpload { get; set; }

        internal (JObject Record, byte[] Data) this[string imageId] => _images[imageId];
    }

    private sealed class PluggedAlready : IVifPlugWait
    {
        public Task Completion => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
