namespace NovaDockerNet.Virt.Spawn;

/// <summary>A file of the config drive: its path from the drive's root, such as openstack/latest/meta_data.json.</summary>
public sealed record ConfigDriveFile(string Path, byte[] Contents);
