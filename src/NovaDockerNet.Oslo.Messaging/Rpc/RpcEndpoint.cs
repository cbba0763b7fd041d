namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>A set of remote methods behind one namespace and version.</summary>
/// <param name="Namespace">Null for the main API of a topic.</param>
/// <param name="Version">Highest version served, "major.minor".</param>
/// <param name="Methods">Handlers by remote name. Names beginning with an underscore are never dispatched.</param>
public sealed record RpcEndpoint(string? Namespace, string Version, IReadOnlyDictionary<string, RpcMethod> Methods);
