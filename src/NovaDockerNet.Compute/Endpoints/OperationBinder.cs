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
        // Every filter of an operation on an instance needs to know which one, and its uuid names files.
        if (method.Arguments.Any(a => a is { Name: "instance", Required: true }) && !Guid.TryParseExact(InstanceUuid(args), "D", out _))
            throw new RpcArgumentException($"{method.Name}() argument 'instance' must be an Instance with a uuid");
        return new OperationArguments(method.Name, args);
    }

    /// <summary>Of the argument instance; null when there is none, or none that has one.</summary>
    public static string? InstanceUuid(JObject args) =>
        args["instance"] is JObject instance && instance["nova_object.data"] is JObject data && data["uuid"] is JValue { Type: JTokenType.String } uuid
            ? (string?)uuid
            : null;
}
