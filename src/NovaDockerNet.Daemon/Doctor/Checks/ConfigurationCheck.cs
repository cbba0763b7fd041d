using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>nova.conf, which has been read; or why it cannot be.</summary>
internal sealed class ConfigurationCheck(Func<OsloConfig> load) : Check(CheckNames.Configuration)
{
    protected internal override string Advice => "correct it; nova-docker-net sample-config explains every option. The rest is checked when it can be read";

    public override Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var config = load();
        return Task.FromResult<IReadOnlyList<Finding>>(
        [
            Finding.Ok(string.Join(", ", config.Sources.Select(static source => source.Path))),
            .. config.DeprecatedNamesInUse().Select(static use => Finding.Warning(use, "rename it")),
        ]);
    }
}
