using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>
/// The 5.x API for peers pinned to it: everything delegates to 6.x, fifteen methods with other argument lists.
/// nova: compute/manager.py _ComputeV5Proxy.
/// </summary>
static class ComputeV5Proxy
{
    public static RpcEndpoint Create(NovaProfile profile, IReadOnlyDictionary<string, RpcMethod> methods)
    {
        var old = profile.Endpoints.Single(e => e.Namespace is null && e.Version.StartsWith("5.", StringComparison.Ordinal));
        var adapted = new Dictionary<string, RpcMethod>(methods, StringComparer.Ordinal);
        foreach (var (name, signature) in old.Methods)
        {
            var (delegated, current) = (methods[name], profile.Methods[name]);
            adapted[name] = (request, cancellationToken) =>
            {
                // The names of 5.x are checked before they are translated.
                OperationBinder.Bind(signature, request.Args);
                return delegated(request with { Args = Translate(current, request.Args) }, cancellationToken);
            };
        }
        return new RpcEndpoint(null, old.Version, adapted);
    }

    /// <summary>instance_type was renamed, some arguments were dropped, and those that became required default to None.</summary>
    internal static JObject Translate(RpcMethodProfile current, JObject args)
    {
        var translated = new JObject();
        foreach (var argument in current.Arguments)
        {
            var value = args[argument.Name] ?? (argument.Name == "flavor" ? args["instance_type"] : null);
            if (value is not null)
                translated[argument.Name] = value;
            else if (argument.Required)
                translated[argument.Name] = JValue.CreateNull();
        }
        return translated;
    }
}
