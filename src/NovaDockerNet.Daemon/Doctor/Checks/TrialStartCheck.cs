using System.Globalization;
using System.Runtime.InteropServices;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.Netlink.Namespaces;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>
/// Starts a container as servers are started: a prepared namespace, nova-runc, a memory limit; and removes all of it, also when interrupted.
/// What a killed doctor left is removed by the next.
/// </summary>
/// <param name="host">[DEFAULT] host; hosts may share a Docker.</param>
internal sealed class TrialStartCheck(string host, string runtime, string runFolder, string bindingsFolder, DockerEngineClient docker, TimeProvider time)
    : Check(CheckNames.TrialStart, CheckNames.Runtime)
{
    /// <summary>Marks container and image of a trial; not a label of servers, so that nothing takes them for one.</summary>
    public const string Label = "org.openstack.nova-docker-net.doctor";

    private const string NamespaceName = "trial";
    private const long Memory = 32 << 20;
    private static readonly TimeSpan s_cleaningUp = TimeSpan.FromSeconds(20);

    private readonly NetworkNamespaceFolder _namespaces = new(Path.Combine(runFolder, "doctor"));

    protected internal override string Advice => "Docker's log says more; contrib/nova-runc/README.md explains the runtime";

    private string LabelValue => $"{Label}={host}";

    private IReadOnlyDictionary<string, IReadOnlyList<string>> Ours => new Dictionary<string, IReadOnlyList<string>> { ["label"] = [LabelValue] };

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            return [Finding.NotChecked("needs root")];
        var architecture = RuntimeInformation.OSArchitecture;
        if (TrialImage.Instructions(architecture) is not { } instructions)
            return [Finding.NotChecked($"there is no trial program for {architecture}")];
        Directory.CreateDirectory(runFolder);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(runFolder, "doctor.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return [Finding.NotChecked("another doctor is at it")];
        }
        await using (held)
        {
            // With the lock held, all that carries our label belongs to a doctor that is dead.
            var left = await CleanUpAsync();
            try
            {
                var started = time.GetTimestamp();
                var exitCode = await StartAsync(architecture, instructions, cancellationToken);
                var took = time.GetElapsedTime(started);
                List<Finding> findings =
                [
                    exitCode == 0
                        ? Finding.Ok(string.Create(CultureInfo.InvariantCulture, $"a container with {runtime} ran and ended after {took.TotalSeconds:0.0} s"))
                        : Finding.Failure($"the trial container ended with {exitCode}", Advice),
                ];
                if (left > 0)
                    findings.Add(Finding.Ok($"removed {left} leftover(s) of a doctor that was killed"));
                return findings;
            }
            finally
            {
                await CleanUpAsync();
            }
        }
    }

    private async Task<long> StartAsync(Architecture architecture, byte[] instructions, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_namespaces.Path);
        using var network = await _namespaces.CreateAsync(NamespaceName, [], cancellationToken);
        using var tar = TrialImage.ToTar(architecture, instructions);
        // Not to be interrupted: Docker would go on, and make an image after we have looked for what to remove.
        using var limit = new CancellationTokenSource(s_cleaningUp, time);
        var image = await docker.Images.ImportAsync(
            new ImportImageParameters { Message = "trial start of nova-docker-net doctor", Changes = [$"LABEL {Label}=\"{host}\""] }, tar, limit.Token);
        cancellationToken.ThrowIfCancellationRequested();
        var container = await docker.Containers.CreateAsync(
            new CreateContainerParameters
            {
                Image = image,
                Cmd = [TrialImage.Program],
                Labels = new Dictionary<string, string> { [Label] = host },
                NetworkDisabled = true,
                HostConfig = new HostConfig { Runtime = runtime, Memory = Memory, MemorySwap = Memory },
            },
            limit.Token);
        Directory.CreateDirectory(bindingsFolder);
        await File.WriteAllTextAsync(Path.Combine(bindingsFolder, container.Id), _namespaces.PathOf(NamespaceName) + "\n", cancellationToken);
        await docker.Containers.StartAsync(container.Id, cancellationToken);
        return (await docker.Containers.WaitAsync(container.Id, WaitCondition.NotRunning, cancellationToken)).StatusCode;
    }

    /// <summary>By label and not by id: of what was being made when we were interrupted no id is known.</summary>
    private async Task<int> CleanUpAsync()
    {
        using var limit = new CancellationTokenSource(s_cleaningUp, time);
        var removed = 0;
        foreach (var container in await docker.Containers.ListAsync(new ListContainersParameters { All = true, Filters = Ours }, limit.Token))
        {
            await docker.Containers.RemoveAsync(container.Id, force: true, removeVolumes: true, limit.Token);
            File.Delete(Path.Combine(bindingsFolder, container.Id));
            removed++;
        }
        foreach (var image in await docker.Images.ListAsync(new ListImagesParameters { Filters = Ours }, limit.Token))
        {
            await docker.Images.RemoveAsync(image.Id, force: true, limit.Token);
            removed++;
        }
        if (Directory.Exists(_namespaces.Path))
        {
            foreach (var name in _namespaces.List())
                removed += _namespaces.Delete(name) ? 1 : 0;
            Directory.Delete(_namespaces.Path);
        }
        return removed;
    }
}
