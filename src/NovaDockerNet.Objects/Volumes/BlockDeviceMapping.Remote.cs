namespace NovaDockerNet.Objects.Volumes;

public sealed partial class BlockDeviceMapping
{
    public Task CreateAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "create", ct);

    public Task SaveAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "save", ct);

    public Task DestroyAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "destroy", ct);
}
