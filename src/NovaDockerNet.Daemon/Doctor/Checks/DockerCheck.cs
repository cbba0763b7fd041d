using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Systems;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Docker answers; which it is.</summary>
internal sealed class DockerCheck(
    string endpoint, Func<CancellationToken, Task<SystemInfo>> info, Func<CancellationToken, Task<DockerApiVersion>> apiVersion) : Check(CheckNames.Docker)
{
    protected internal override string Advice =>
        $"is dockerd running, is {endpoint} its socket ([docker] host_url), and may this user open it?";

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var api = await apiVersion(cancellationToken);
        var found = await info(cancellationToken);
        List<Finding> findings = [Finding.Ok($"{found.ServerVersion}, API {api}, at {endpoint}")];
        if (!found.LiveRestoreEnabled)
            findings.Add(Finding.Ok("hint: with \"live-restore\": true in daemon.json servers outlive a restart of dockerd; now they end with it"));
        return findings;
    }
}
