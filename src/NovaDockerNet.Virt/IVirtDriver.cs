using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Virt.Consoles;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Inventory;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Virt;

/// <summary>What a compute service needs of its hypervisor. nova: virt/driver.py ComputeDriver.</summary>
/// <remarks>
/// Failures are nova's exceptions. Callers serialise operations on one instance; operations on different instances may run at once.
/// When Docker does not answer every method raises HypervisorUnavailable.
/// </remarks>
public interface IVirtDriver
{
    /// <summary>Checks the host and prepares our folders; refuses with a message for the operator. nova: init_host.</summary>
    Task InitHostAsync(CancellationToken cancellationToken);

    /// <summary>nova: get_available_resource.</summary>
    Task<HostInventory> GetInventoryAsync(CancellationToken cancellationToken);

    /// <summary>nova: get_host_uptime, the line of uptime(1).</summary>
    Task<string> GetHostUptimeAsync(CancellationToken cancellationToken);

    /// <summary>Guests of this host and no one else's containers. nova: list_instance_uuids with get_info.</summary>
    Task<IReadOnlyList<GuestInfo>> ListGuestsAsync(CancellationToken cancellationToken);

    /// <summary>Null when the host has no such guest. nova: get_info.</summary>
    Task<GuestInfo?> GetGuestAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>Makes the image ready on this host: once, however many callers wait for it.</summary>
    Task<GuestImage> PrepareImageAsync(RequestContext context, JObject imageMeta, CancellationToken cancellationToken);

    /// <summary>Creates and starts the guest; on failure nothing of it is left. nova: spawn.</summary>
    Task SpawnAsync(SpawnRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// For a spawn with ConfirmLater: waits until the guest has lived for [docker] start_grace; answers why it did not, or null. One that is gone or that
    /// nobody can be asked about is not this call's to judge.
    /// </summary>
    Task<NovaException?> ConfirmStartAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>Idempotent. nova: destroy.</summary>
    /// <param name="destroyDisks">False keeps the container with its file system and removes only what runs: process and network.</param>
    Task DestroyAsync(string instanceUuid, NetworkInfo? networkInfo, bool destroyDisks, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the container with its file system and keeps the network, which the next spawn finds ready. Idempotent. nova: destroy, as a
    /// rebuild calls it.
    /// </summary>
    Task RemoveGuestAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>
    /// Uploads the guest's file system, as it is now, into an image that nova-api has made; it may run, be paused or be off. nova: snapshot.
    /// </summary>
    Task SnapshotAsync(
        RequestContext context, Instance instance, string imageId, UpdateTaskState updateTaskState, CancellationToken cancellationToken);

    /// <summary>Stop signal, then SIGKILL after <paramref name="timeout"/>; zero kills at once. A guest that does not exist or run is no error. nova: power_off.</summary>
    Task PowerOffAsync(string instanceUuid, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Network first, then the process. A failed start leaves the container and its data. nova: power_on.</summary>
    /// <param name="context">The operation's.</param>
    /// <param name="instance">With its flavor and its system_metadata.</param>
    /// <param name="networkInfo">The start is prepared while it is being asked for; when that fails, nothing was started.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task PowerOnAsync(RequestContext context, Instance instance, Task<NetworkInfo> networkInfo, CancellationToken cancellationToken);

    Task PowerOnAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken) =>
        PowerOnAsync(context, instance, Task.FromResult(networkInfo), cancellationToken);

    /// <summary>nova: reboot.</summary>
    Task RebootAsync(
        RequestContext context, Instance instance, NetworkInfo networkInfo, RebootType rebootType, TimeSpan softTimeout,
        CancellationToken cancellationToken);

    /// <summary>
    /// Gives the guest the limits of another flavor, in place: a running one is not restarted. They are read back; on failure it has those it had.
    /// ResizeError with the reason when this host cannot. nova: migrate_disk_and_power_off and finish_migration.
    /// </summary>
    /// <param name="topology">The claimed one that goes with the flavor: the guest moves to its CPUs; null for one without.</param>
    Task ResizeAsync(Instance instance, Flavor flavor, InstanceNumaTopology? topology, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the guest to the CPUs that it should have by its topology and by [compute] cpu_shared_set as it is now; one that runs is not restarted. One
    /// that is not there is no error. The instance's numa_topology must be loaded.
    /// </summary>
    /// <param name="known">As <see cref="ListGuestsAsync"/> has just shown it, for whoever looks at hundreds; null: Docker is asked for this one.</param>
    Task EnsureProcessorsAsync(Instance instance, GuestInfo? known, CancellationToken cancellationToken);

    /// <summary>nova: pause.</summary>
    Task PauseAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>nova: unpause.</summary>
    Task UnpauseAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>Freezes the guest and gives its memory back to the host as far as the kernel can. nova: suspend.</summary>
    Task SuspendAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>Thaws a suspended guest; one that is off by now is started. nova: resume.</summary>
    Task ResumeAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken);

    /// <summary>Freezes a running guest with what it has written on the disk; its power state stays running. nova: quiesce.</summary>
    Task QuiesceAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>A guest that is not quiesced stays as it is. nova: unquiesce.</summary>
    Task UnquiesceAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>InstanceNotRescuable with the reason when this host has no way to reach the guest's disk from a rescue container.</summary>
    Task CheckRescueAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>
    /// Starts a container of another image in the place of the guest, which must be off: with its network, and its root file system at /mnt. On
    /// failure the guest is as before, and off. nova: rescue.
    /// </summary>
    Task RescueAsync(RescueRequest request, CancellationToken cancellationToken);

    /// <summary>Removes the rescue container, where there is one, and starts the guest if asked to. Idempotent. nova: unrescue.</summary>
    Task UnrescueAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, bool powerOn, CancellationToken cancellationToken);

    /// <summary>
    /// Of root, or the image's os_admin_user. SetAdminPasswdNotSupported when the image has nothing to set it with. The instance's system_metadata
    /// must be loaded. nova: set_admin_password.
    /// </summary>
    Task SetAdminPasswordAsync(Instance instance, string password, CancellationToken cancellationToken);

    /// <summary>Sends process 1 the signal of [docker] crash_dump_signal. nova: trigger_crash_dump.</summary>
    Task TriggerCrashDumpAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>nova: get_diagnostics, get_instance_diagnostics.</summary>
    Task<GuestDiagnostics> GetDiagnosticsAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the guest's serial console on a port of this host, or says where it is open. ConsoleTypeUnavailable where [serial_console] is off.
    /// nova: get_serial_console.
    /// </summary>
    Task<ConsoleAddress> GetSerialConsoleAsync(string instanceUuid, CancellationToken cancellationToken);

    /// <summary>The end of the guest's output, at most 100 KiB as nova's drivers return. nova: get_console_output.</summary>
    /// <param name="tailLines">Last lines only; null for all that fits.</param>
    Task<string> GetConsoleOutputAsync(string instanceUuid, int? tailLines, CancellationToken cancellationToken);

    /// <summary>Makes the host's side of the guest's network as the model says, without touching the process. nova: plug_vifs.</summary>
    /// <param name="known">As for <see cref="EnsureProcessorsAsync"/>.</param>
    Task PlugVifsAsync(Instance instance, NetworkInfo networkInfo, GuestInfo? known, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the guest, running or not, one NIC more; the others are not touched. A failed attachment leaves no NIC. nova: attach_interface.
    /// </summary>
    /// <param name="networkInfo">The guest's whole network, the new NIC included.</param>
    Task AttachInterfaceAsync(Instance instance, NetworkInfo networkInfo, string portId, CancellationToken cancellationToken);

    /// <summary>Takes one NIC from the guest, running or not, and leaves the others. Idempotent. nova: detach_interface.</summary>
    Task DetachInterfaceAsync(string instanceUuid, string portId, CancellationToken cancellationToken);

    /// <summary>All of the guest's network. Idempotent. nova: unplug_vifs.</summary>
    Task UnplugVifsAsync(string instanceUuid, NetworkInfo? networkInfo, CancellationToken cancellationToken);

    /// <summary>
    /// Guests that start, stop, pause, resume or run out of memory, as it happens, until cancelled. nova: emit_event.
    /// </summary>
    /// <param name="connected">Called after every (re)connection to Docker: what happens from now on is told, what happened before may have been missed.</param>
    IAsyncEnumerable<GuestLifecycleEvent> WatchAsync(Action connected, CancellationToken cancellationToken);

    /// <summary>nova: cache_image.</summary>
    Task<ImageCacheResult> CacheImageAsync(RequestContext context, string imageId, CancellationToken cancellationToken);

    /// <summary>Evicts images no instance uses. nova: manage_image_cache.</summary>
    /// <param name="usedImageIds">Glance ids of all images used by instances known to Nova on this host.</param>
    Task ManageImageCacheAsync(IReadOnlySet<string> usedImageIds, CancellationToken cancellationToken);
}
