namespace NovaDockerNet.Virt.Images;

/// <summary>A Glance image, present on this host's Docker.</summary>
/// <param name="ImageId">Glance's id.</param>
/// <param name="Reference">What to create containers from: our own tag.</param>
/// <param name="DockerId">sha256:... of the loaded image.</param>
/// <param name="Size">Bytes unpacked.</param>
public sealed record GuestImage(string ImageId, string Reference, string DockerId, long Size)
{
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    public string? StopSignal { get; init; }
}
