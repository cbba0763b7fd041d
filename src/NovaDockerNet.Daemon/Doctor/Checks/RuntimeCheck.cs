using NovaDockerNet.DockerEngine.Systems;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>nova-runc is registered with Docker, is there, and looks where the service writes. contrib/nova-runc/README.md.</summary>
internal sealed class RuntimeCheck(string runtime, string bindingsPath, Func<CancellationToken, Task<SystemInfo>> docker)
    : Check(CheckNames.Runtime, CheckNames.Docker)
{
    private const string NetnsDirArgument = "--netns-dir=";
    private const string DefaultNetnsDir = "/run/nova-docker-net/netns-by-container";

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var info = await docker(cancellationToken);
        if (!info.Runtimes.TryGetValue(runtime, out var registered))
        {
            return
            [
                Finding.Failure(
                    $"Docker does not know runtime \"{runtime}\"; it has {string.Join(", ", info.Runtimes.Keys.Order(StringComparer.Ordinal))}",
                    "contrib/nova-runc/install, then reload Docker; [docker] runtime names it here"),
            ];
        }
        if (Path.IsPathRooted(registered.Path) && !File.Exists(registered.Path))
            return [Finding.Failure($"{registered.Path}, registered as runtime \"{runtime}\", does not exist", "contrib/nova-runc/install")];
        var folder = registered.Arguments.LastOrDefault(static argument => argument.StartsWith(NetnsDirArgument, StringComparison.Ordinal))?[NetnsDirArgument.Length..]
            ?? DefaultNetnsDir;
        return folder.TrimEnd('/') == bindingsPath
            ? [Finding.Ok($"{runtime} is {registered.Path}")]
            :
            [
                Finding.Failure(
                    $"\"{runtime}\" looks for network namespaces in {folder}, but [docker] run_dir makes it {bindingsPath}",
                    $"contrib/nova-runc/install --netns-dir {bindingsPath}, then reload Docker; or correct run_dir"),
            ];
    }
}
