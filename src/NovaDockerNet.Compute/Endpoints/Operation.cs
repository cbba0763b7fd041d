using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>One request as filters and handlers see it.</summary>
/// <param name="Method">nova's method name; the action event is called compute_ and this.</param>
/// <param name="Context">The caller's context. Kept as it came: the action is found by its request id.</param>
sealed record Operation(string Method, RequestContext Context, OperationArguments Arguments)
{
    public Instance Instance => Arguments.Object<Instance>("instance");

    public Migration Migration => Arguments.Object<Migration>("migration");
}
