using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Hosts;

public sealed partial class Service
{
    public const string ComputeBinary = "nova-compute";
    public const string ConductorBinary = "nova-conductor";
    public const string ComputeTopic = "compute";

    public static Task<Service?> GetByHostAndBinaryAsync(
        IConductor conductor, RequestContext context, string host, string binary, CancellationToken ct) =>
        conductor.FindAsync<Service>(context, "get_by_host_and_binary", [host, binary], [], ct);

    /// <summary>Raises ComputeHostNotFound when the host has no compute service.</summary>
    public static Task<Service> GetByComputeHostAsync(IConductor conductor, RequestContext context, string host, CancellationToken ct) =>
        conductor.GetAsync<Service>(context, "get_by_compute_host", [host], [], ct);

    /// <summary>Lowest version among the services of a kind that are not deleted or forced down; 0 when there is none.</summary>
    public static async Task<int> GetMinimumVersionAsync(IConductor conductor, RequestContext context, string binary, CancellationToken ct)
    {
        var version = await conductor.ClassActionAsync(context, ObjectClass, "get_minimum_version", [binary], [], ct);
        return version is JValue { Type: JTokenType.Integer } number ? (int)number : 0;
    }

    public Task CreateAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "create", ct);

    public Task SaveAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "save", ct);
}
