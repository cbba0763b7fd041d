using NovaDockerNet.Virt.Images.Layers;

namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>What a snapshot has on top of its server's image.</summary>
/// <param name="Created">RFC 3339.</param>
/// <param name="Comment">For docker history.</param>
sealed record AddedLayer(SnapshotLayer Layer, string Created, string Comment);
