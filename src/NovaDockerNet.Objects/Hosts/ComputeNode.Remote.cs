namespace NovaDockerNet.Objects.Hosts;

public sealed partial class ComputeNode
{
    public static Task<ComputeNode> GetByHostAndNodenameAsync(
        IConductor conductor, RequestContext context, string host, string nodename, CancellationToken ct) =>
        conductor.GetAsync<ComputeNode>(context, "get_by_host_and_nodename", [host, nodename], [], ct);

    public static Task<ComputeNode> GetByUuidAsync(IConductor conductor, RequestContext context, string uuid, CancellationToken ct) =>
        conductor.GetAsync<ComputeNode>(context, "get_by_uuid", [uuid], [], ct);

    public Task CreateAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "create", ct);

    public Task SaveAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "save", ct);

    public Task DestroyAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "destroy", ct);
}
