using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine.Systems;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Virt.Inventory;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Docker;

public sealed partial class DockerDriver
{
    private const string NetnsDirArgument = "--netns-dir=";
    private const string DefaultNetnsDir = "/run/nova-docker-net/netns-by-container";

    public Task InitHostAsync(CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var info = await docker.System.InfoAsync(cancellationToken);
        CheckRuntime(info);
        await CheckProcessorsAsync(info, cancellationToken);
        await networks.CheckAsync(cancellationToken);
        _folders.Ensure();
        images.Initialise();
        await ThawLeftGuestsAsync(cancellationToken);
        await RemoveLeftSnapshotsAsync(cancellationToken);
        _capabilities = null;
        var host = await GetCapabilitiesAsync(cancellationToken);
        if (!host.RootDiskLimit)
            LogNoRootDiskLimit(host.RootDiskReason);
        if (!host.SwapLimit)
            LogMissingLimit("swap");
        if (!host.PidsLimit)
            LogMissingLimit("pids");
        if (!host.CpuQuota)
            LogMissingLimit("cpu quota");
        LogReady(info.ServerVersion, info.Driver, info.CgroupVersion, info.DockerRootDir);
    });

    public Task<HostInventory> GetInventoryAsync(CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var info = await docker.System.InfoAsync(cancellationToken);
        var guests = (await ListActingAsync(cancellationToken)).ToList();
        var disk = new DriveInfo(info.DockerRootDir);
        var processors = await ReadProcessorsAsync(cancellationToken);
        return new HostInventory
        {
            Vcpus = options.Cpus.SharedOf(processors.Online).Count,
            Pcpus = options.Cpus.DedicatedOf(processors.Online).Count,
            Processors = processors,
            Cpus = options.Cpus,
            MemoryMb = HostFiles.MemoryMb(await File.ReadAllTextAsync("/proc/meminfo", cancellationToken)),
            LocalGb = disk.TotalSize >> 30,
            VcpusUsed = (int)guests.Sum(guest => Number(guest.Labels, GuestLabels.Vcpus)),
            MemoryMbUsed = guests.Sum(guest => Number(guest.Labels, GuestLabels.MemoryMb)),
            LocalGbUsed = guests.Sum(guest => Number(guest.Labels, GuestLabels.RootGb)),
            DiskAvailableLeastGb = disk.AvailableFreeSpace >> 30,
            HypervisorVersion = HostFiles.VersionNumber(info.ServerVersion),
            HypervisorHostname = options.NodeName,
            Architecture = NovaArchitecture,
            CpuInfo = HostFiles.CpuInfo(await File.ReadAllTextAsync("/proc/cpuinfo", cancellationToken), NovaArchitecture, processors.Nodes.Count),
        };
    });

    public async Task<string> GetHostUptimeAsync(CancellationToken cancellationToken) => HostFiles.Uptime(
        time.GetLocalNow(),
        await File.ReadAllTextAsync("/proc/uptime", cancellationToken),
        await File.ReadAllTextAsync("/proc/loadavg", cancellationToken));

    // nova: objects/fields.py Architecture
    private static string NovaArchitecture => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "x86_64",
        Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private void CheckRuntime(SystemInfo info)
    {
        if (!info.Runtimes.TryGetValue(options.Runtime, out var runtime))
            throw new InvalidConfiguration(
                $"Docker does not know the runtime \"{options.Runtime}\", without which servers would have no network. "
                + "Install it with contrib/nova-runc/install and reload Docker.");
        var folder = runtime.Arguments.LastOrDefault(a => a.StartsWith(NetnsDirArgument, StringComparison.Ordinal))?[NetnsDirArgument.Length..]
            ?? DefaultNetnsDir;
        if (folder.TrimEnd('/') != options.BindingsPath)
            throw new InvalidConfiguration(
                $"the runtime \"{options.Runtime}\" looks for network namespaces in {folder}, but [docker] run_dir makes it {options.BindingsPath}. "
                + $"Install it again with contrib/nova-runc/install --netns-dir {options.BindingsPath}.");
    }

    private static long Number(IReadOnlyDictionary<string, string> labels, string name)
        => labels.TryGetValue(name, out var text) && long.TryParse(text, out var value) ? value : 0;

    [LoggerMessage(Level = LogLevel.Information, Message = "Docker {Version}, storage {Storage}, cgroup v{Cgroup}, data in {Root}")]
    private partial void LogReady(string version, string storage, string cgroup, string root);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Root disks of servers are not limited to their flavor's size: {Reason}")]
    private partial void LogNoRootDiskLimit(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The kernel or Docker on this host cannot limit {What}; servers run without that limit")]
    private partial void LogMissingLimit(string what);
}
