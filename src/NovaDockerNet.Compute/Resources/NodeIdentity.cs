using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Compute.Resources;

/// <summary>
/// The uuid of this host's node in a file `compute_id`, from the release on that has it. nova: virt/node.py, ComputeManager
/// _ensure_existing_node_identity, _sanity_check_new_host and _check_for_host_rename.
/// </summary>
public sealed partial class NodeIdentity(
    IConductor conductor, IVirtDriver driver, ServiceRecord record, ComputeOptions options, NodeIdentityOptions files, TimeProvider time, ILogger<NodeIdentity> logger)
{
    private const string FileName = "compute_id";

    // nova/objects/service.py NODE_IDENTITY_VERSION: the first service version that writes the file.
    private const int FirstVersion = 65;

    private string? _uuid;

    /// <summary>The node's uuid; only after <see cref="EnsureAsync"/>, and only in releases that have it.</summary>
    public string Uuid => _uuid ?? throw new InvalidOperationException("The node identity has not been read yet.");

    /// <summary>
    /// Reads or makes the identity, and refuses to start when the host looks like another one than it was. Before anything touches
    /// the service record, whose version tells which release wrote it last.
    /// </summary>
    /// <exception cref="InvalidConfiguration">With what to do.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (!conductor.Profile.HasNodeIdentity)
            return;
        var context = RequestContext.Admin(time: time);
        if (await record.FindAsync(context, cancellationToken) is { } service)
            await EnsureExistingAsync(context, service, cancellationToken);
        else
            await CheckNewHostAsync(cancellationToken);

        _uuid = Read() ?? Write(Guid.NewGuid().ToString());
        await CheckForRenameAsync(context, cancellationToken);
    }

    /// <summary>The identity on this host, or null. All files there are must agree.</summary>
    internal string? Read()
    {
        string? known = null;
        string? knownPath = null;
        foreach (var path in Folders().Select(f => Path.Combine(f, FileName)).Where(File.Exists))
        {
            var text = File.ReadAllText(path).Trim();
            if (!Guid.TryParse(text, out var parsed))
                throw new InvalidConfiguration($"{path} does not hold a UUID; restore the compute node's uuid into it, or remove it if this host is new");
            var uuid = parsed.ToString();
            if (known is not null && known != uuid)
                throw new InvalidConfiguration($"{knownPath} and {path} disagree about the identity of this compute node; keep the right one and remove the other");
            (known, knownPath) = (uuid, path);
        }

        return known;
    }

    private string Write(string uuid)
    {
        var path = Path.Combine(files.StatePath, FileName);
        Directory.CreateDirectory(files.StatePath);
        AtomicFile.WriteAllText(path, uuid, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        LogWritten(uuid, path);
        return uuid;
    }

    private async Task EnsureExistingAsync(RequestContext context, Service service, CancellationToken cancellationToken)
    {
        if (Read() is not null)
            return;
        if (service.Version >= FirstVersion)
            throw new InvalidConfiguration(
                $"No local node identity found, but this is not our first startup on this host. Refusing to start after potentially having lost that state! " +
                $"Write the uuid of the compute node of {options.Host} (openstack hypervisor list) to {Path.Combine(files.StatePath, FileName)}");

        var nodes = await NodesAsync(context, cancellationToken);
        if (nodes.Count != 1)
            throw new InvalidConfiguration(
                $"Upgrading from service version {service.Version}, but found {nodes.Count} compute nodes in the database for host {options.Host} to persist locally. " +
                (nodes.Count == 0 ? "Possible rename detected, refusing to start!" : $"Write the right uuid to {Path.Combine(files.StatePath, FileName)}"));
        Write(nodes[0].Uuid);
    }

    private async Task CheckNewHostAsync(CancellationToken cancellationToken)
    {
        var guests = await driver.ListGuestsAsync(cancellationToken);
        if (guests.Count > 0)
            throw new InvalidConfiguration(
                $"My service record is missing but {guests.Count} instances already exist on this host: [DEFAULT]host = {options.Host} may have been changed. Refusing to start!");
    }

    private async Task CheckForRenameAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var nodes = await ComputeNodeList.GetAllByUuidsAsync(conductor, context, [Uuid], cancellationToken);
        if (nodes.Count == 0)
            return;
        var node = nodes[0];
        var hostname = (await driver.GetInventoryAsync(cancellationToken)).HypervisorHostname;
        if (node.Host != options.Host)
            throw new InvalidConfiguration(
                $"My node {Uuid} has host {node.Host} in the database, but [DEFAULT]host is {options.Host}. Possible rename detected, refusing to start!");
        if (node.HypervisorHostname != hostname)
            throw new InvalidConfiguration(
                $"My compute node {Uuid} has hypervisor_hostname {node.HypervisorHostname} in the database, but this host is {hostname}. Possible rename detected, refusing to start!");
    }

    private async Task<IReadOnlyList<ComputeNode>> NodesAsync(RequestContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await ComputeNodeList.GetAllByHostAsync(conductor, context, options.Host, cancellationToken);
        }
        catch (NotFound)
        {
            return [];
        }
    }

    private IEnumerable<string> Folders() => files.ConfigFolders.Append(files.StatePath).Distinct(StringComparer.Ordinal);

    [LoggerMessage(Level = LogLevel.Information, Message = "Wrote node identity {Uuid} to {Path}")]
    private partial void LogWritten(string uuid, string path);
}
