using NovaDockerNet.DockerEngine.Systems;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Docker's storage driver: whether it holds servers to their flavor's disk, and drivers known to be bad.</summary>
internal sealed class StorageCheck(bool limitRootDisk, Func<CancellationToken, Task<SystemInfo>> docker, Func<CancellationToken, Task<string>> mountInfo)
    : Check(CheckNames.Storage, CheckNames.Docker)
{
    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var info = await docker(cancellationToken);
        if (info.Driver == "devicemapper")
        {
            return
            [
                Finding.Failure(
                    "storage driver devicemapper: it is gone from Docker, and on thin pools without discard deleted servers keep their space",
                    "use overlay2 (\"storage-driver\" in daemon.json); images are downloaded again"),
            ];
        }
        if (info.Driver is "aufs" or "overlay" or "vfs")
            return [Finding.Warning($"storage driver {info.Driver} is old or slow, and does not limit root disks", "use overlay2 (\"storage-driver\" in daemon.json)")];
        if (!limitRootDisk)
            return [Finding.Ok($"{info.Driver}; root disks are not limited because [docker] limit_root_disk is off")];
        var host = HostCapabilities.From(info, await mountInfo(cancellationToken));
        return host.RootDiskLimit
            ? [Finding.Ok(host.RootDiskReason)]
            :
            [
                Finding.Warning(
                    $"a server can fill the disk beyond its flavor: {host.RootDiskReason}",
                    $"put {info.DockerRootDir} on xfs mounted with pquota or on btrfs, or accept it with [docker] limit_root_disk = false"),
            ];
    }
}
