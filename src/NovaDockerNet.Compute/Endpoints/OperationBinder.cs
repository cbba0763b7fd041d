using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>Checks a request's argument names as a Python call would: an unknown or a missing one is a TypeError.</summary>
static class OperationBinder
{
    public static OperationArguments Bind(RpcMethodProfile method, JObject args)
    {
        foreach (var (name, _) in args)
        {
            if (!method.Arguments.Any(a => a.Name == name))
                throw new RpcArgumentException($"{method.Name}() got an unexpected keyword argument '{name}'");
        }
        var missing = method.Arguments.Where(a => a.Required && !args.ContainsKey(a.Name)).Select(a => $"'{a.Name}'").ToList();
        if (missing.Count > 0)
            throw new RpcArgumentException(
                $"{method.Name}() missing {missing.Count} required positional argument{(missing.Count == 1 ? "" : "s")}: {string.Join(", ", missing)}");
        return new OperationArguments(method.Name, args);
    }
}
