namespace NovaDockerNet.Objects.Profiles;

public sealed record RpcArgumentProfile(string Name, bool Required);
