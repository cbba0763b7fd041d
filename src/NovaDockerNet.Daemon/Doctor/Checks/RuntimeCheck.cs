using System.ComponentModel;
using System.Diagnostics;
using NovaDockerNet.DockerEngine.Systems;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>nova-runc is registered with Docker, is there, is no older than the service, and looks where that writes. contrib/nova-runc/README.md.</summary>
/// <param name="runtime">[docker] runtime.</param>
/// <param name="bindingsPath">Where the service says which container belongs into which network namespace.</param>
/// <param name="holds">Whether the service has starts held: [docker] held_starts.</param>
/// <param name="docker">Asks Docker.</param>
internal sealed class RuntimeCheck(string runtime, string bindingsPath, bool holds, Func<CancellationToken, Task<SystemInfo>> docker)
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
        if (folder.TrimEnd('/') != bindingsPath)
        {
            return
            [
                Finding.Failure(
                    $"\"{runtime}\" looks for network namespaces in {folder}, but [docker] run_dir makes it {bindingsPath}",
                    $"contrib/nova-runc/install --netns-dir {bindingsPath}, then reload Docker; or correct run_dir"),
            ];
        }
        return !holds || await KnowsHoldsAsync(registered.Path, cancellationToken)
            ? [Finding.Ok($"{runtime} is {registered.Path}")]
            :
            [
                Finding.Warning(
                    $"{registered.Path} cannot hold a start: every server's start is tried twice",
                    "it is older than the service: contrib/nova-runc/install; or set [docker] held_starts to 0"),
            ];
    }

    /// <summary>Has it start what nobody holds any more, with a runc that does nothing: refused by one that knows what a held start is.</summary>
    private static async Task<bool> KnowsHoldsAsync(string path, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("nova-docker-net-doctor");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "trial"), "/proc/self/ns/net\nheld\n", cancellationToken);
            using var process = Process.Start(new ProcessStartInfo(path, [NetnsDirArgument + folder.FullName, "--runc=true", "start", "trial"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode != 0;
        }
        catch (Win32Exception)
        {
            // Docker's PATH is not ours, or another user may execute it: the trial start tells.
            return true;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
