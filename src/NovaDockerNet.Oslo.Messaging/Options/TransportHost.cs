namespace NovaDockerNet.Oslo.Messaging.Options;

/// <summary>One broker of transport_url. The printed form has no password.</summary>
public sealed record TransportHost(string HostName, int Port, string UserName, string Password)
{
    public override string ToString() => HostName.Contains(':') ? $"[{HostName}]:{Port}" : $"{HostName}:{Port}";
}
