using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Networking;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Traces;

/// <summary>Docker's labels, the switch's owner marks, and the folders below run_dir and state_path.</summary>
public sealed class HostTraces(DockerEngineClient docker, IInstanceNetworks networks, VirtOptions options, TimeProvider time) : IHostTraces
{
    /// <summary>A file that nobody has written to for so long belongs to no operation.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(10);

    private readonly InstanceFolders _folders = new(options.InstancesPath);

    public async Task<IReadOnlyList<HostTrace>> ListAsync(CancellationToken cancellationToken) =>
        [.. await OfInstancesAsync(null, cancellationToken), .. TemporaryFiles()];

    public async Task<IReadOnlyList<HostTrace>> ListAsync(string instanceUuid, CancellationToken cancellationToken) =>
        [.. (await OfInstancesAsync(instanceUuid, cancellationToken)).Where(trace => trace.InstanceUuid == instanceUuid)];

    public async Task RemoveFileAsync(HostTrace trace, CancellationToken cancellationToken)
    {
        switch (trace.Kind)
        {
            case HostTraceKind.ContainerBinding:
                await networks.UnbindContainerAsync(trace.Name, cancellationToken);
                break;
            case HostTraceKind.TemporaryFile:
                AtomicFile.Delete(trace.Name);
                break;
            default:
                throw new ArgumentException($"{trace} is no file by itself", nameof(trace));
        }
    }

    private async Task<IReadOnlyList<HostTrace>> OfInstancesAsync(string? instanceUuid, CancellationToken cancellationToken)
    {
        // Files before containers: a container made in between has its files, and not the other way round.
        var bindings = Bindings();
        var folders = _folders.List();
        var namespaces = await networks.ListNamespacesAsync(cancellationToken);
        var ports = await networks.ListPortsAsync(cancellationToken);
        var containers = await docker.Containers.ListAsync(
            new ListContainersParameters { All = true, Filters = GuestLabels.Filter(options.Host, instanceUuid) }, cancellationToken);
        return
        [
            .. containers.Select(c => new HostTrace(HostTraceKind.Container, c.Id, c.Labels[GuestLabels.InstanceUuid])),
            .. namespaces.Select(name => new HostTrace(HostTraceKind.Namespace, networks.NamespacePath(name), IfUuid(name))),
            .. ports.Select(port => new HostTrace(HostTraceKind.SwitchPort, port.HostDevice, IfUuid(port.InstanceUuid))),
            .. bindings,
            .. folders.Select(folder => new HostTrace(HostTraceKind.InstanceFolder, folder.DirectoryPath, folder.InstanceUuid)),
        ];
    }

    private List<HostTrace> Bindings()
    {
        List<HostTrace> found = [];
        foreach (var path in Files(options.BindingsPath).Where(path => !Path.GetFileName(path).StartsWith('.')))
        {
            try
            {
                // The second line is what else nova-runc is asked for.
                var namespacePath = File.ReadLines(path).FirstOrDefault("");
                var instanceUuid = IfUuid(Path.GetFileName(namespacePath));
                // A namespace that is there and no server's is that of a doctor's trial start.
                if (instanceUuid is not null || !File.Exists(namespacePath))
                    found.Add(new HostTrace(HostTraceKind.ContainerBinding, Path.GetFileName(path), instanceUuid));
            }
            catch (IOException)
            {
                // Its container is being removed, or nova-runc has the file for itself for a moment: that of a start that is let go.
            }
        }
        return found;
    }

    private IEnumerable<HostTrace> TemporaryFiles()
    {
        var candidates = Files(options.BindingsPath).Where(path => Path.GetFileName(path).StartsWith('.'))
            .Concat(Files(options.DownloadsPath))
            .Concat(Half(options.ImagesPath))
            .Concat(Half(Path.Combine(options.StatePath, "intents")))
            .Concat(_folders.List().SelectMany(folder => Half(folder.DirectoryPath)));
        var before = time.GetUtcNow() - AbandonedAfter;
        return candidates.Where(path => File.GetLastWriteTimeUtc(path) < before).Select(path => new HostTrace(HostTraceKind.TemporaryFile, path, null));
    }

    private static IEnumerable<string> Half(string folder) => Files(folder).Where(AtomicFile.IsTemporary);

    private static string[] Files(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static string? IfUuid(string name) => Guid.TryParseExact(name, "D", out _) ? name : null;
}
