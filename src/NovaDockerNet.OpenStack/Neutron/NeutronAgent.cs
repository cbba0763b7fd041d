using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Neutron;

/// <summary>An agent's registration; ports bind only on hosts whose agent is alive.</summary>
public sealed record NeutronAgent(JObject Json)
{
    public string Host => (string)Json["host"]!;

    public string Binary => (string)Json["binary"]!;

    public bool Alive => (bool?)Json["alive"] ?? false;
}
