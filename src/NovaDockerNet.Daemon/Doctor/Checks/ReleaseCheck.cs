using NovaDockerNet.Objects.Profiles;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Nova's release, as the service would find it.</summary>
internal sealed class ReleaseCheck(Func<CancellationToken, Task<NovaProfile>> detect) : Check(CheckNames.Release, CheckNames.Conductor)
{
    protected internal override string Advice => "set [docker] nova_release only when you know better";

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var profile = await detect(cancellationToken);
        return [Finding.Ok($"nova {profile.Release} ({profile.Codename}), compute RPC {profile.ComputeRpcVersion}")];
    }
}
