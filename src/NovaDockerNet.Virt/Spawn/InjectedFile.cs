namespace NovaDockerNet.Virt.Spawn;

/// <summary>A personality file: absolute path in the guest and its contents.</summary>
public sealed record InjectedFile(string Path, byte[] Contents);
