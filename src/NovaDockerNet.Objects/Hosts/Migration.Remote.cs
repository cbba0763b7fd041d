namespace NovaDockerNet.Objects.Hosts;

public sealed partial class Migration
{
    public Task SaveAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "save", ct);
}
