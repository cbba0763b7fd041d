namespace NovaDockerNet.Virt.State;

/// <summary>The instances folder under state_path: one folder per instance of this host.</summary>
public sealed class InstanceFolders(string root)
{
    public string Root => root;

    public void Ensure() => Directory.CreateDirectory(root);

    public InstanceFolder For(string instanceUuid)
    {
        // The uuid becomes a path: whoever wrote it must not leave the root.
        if (!Guid.TryParseExact(instanceUuid, "D", out _))
            throw new ArgumentException($"\"{instanceUuid}\" is not an instance uuid", nameof(instanceUuid));
        return new InstanceFolder(Path.Combine(root, instanceUuid), instanceUuid);
    }

    public IReadOnlyList<InstanceFolder> List() => !Directory.Exists(root)
        ? []
        : [.. Directory.EnumerateDirectories(root)
            .Select(path => Path.GetFileName(path))
            .Where(name => Guid.TryParseExact(name, "D", out _))
            .Order(StringComparer.Ordinal)
            .Select(For)];
}
