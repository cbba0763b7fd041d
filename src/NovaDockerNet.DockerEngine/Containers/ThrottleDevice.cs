namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>A limit on what passes through one block device, per second.</summary>
/// <param name="Path">The device's node, such as /dev/sda.</param>
/// <param name="Rate">Bytes or operations.</param>
public sealed record ThrottleDevice(string Path, long Rate);
