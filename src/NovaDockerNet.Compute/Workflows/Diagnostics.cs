using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Metadata;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.VersionedObjects;
using NovaDockerNet.Virt.Guests;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>nova: compute/manager.py get_diagnostics, get_instance_diagnostics; the keys are those of its libvirt driver.</summary>
sealed partial class Diagnostics(WorkflowServices services, ILogger<Diagnostics> logger)
{
    private const long KiB = 1024;
    private const long MiB = KiB * KiB;

    /// <summary>The old form: names that say which device. nova: virt/libvirt/driver.py get_diagnostics.</summary>
    public async Task<JObject> GetAsync(Instance instance, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(instance, cancellationToken);
        var output = new JObject { ["cpu0_time"] = found.CpuTime };
        if (found.Disk is { } disk)
        {
            var name = RootDisk(instance);
            output[name + "_read_req"] = disk.ReadRequests;
            output[name + "_read"] = disk.ReadBytes;
            output[name + "_write_req"] = disk.WriteRequests;
            output[name + "_write"] = disk.WriteBytes;
            // The kernel counts no errors per control group; -1 is libvirt's "unknown".
            output[name + "_errors"] = -1;
        }
        foreach (var nic in found.Nics)
        {
            output[nic.Device + "_rx"] = nic.RxOctets;
            output[nic.Device + "_rx_packets"] = nic.RxPackets;
            output[nic.Device + "_rx_errors"] = nic.RxErrors;
            output[nic.Device + "_rx_drop"] = nic.RxDrop;
            output[nic.Device + "_tx"] = nic.TxOctets;
            output[nic.Device + "_tx_packets"] = nic.TxPackets;
            output[nic.Device + "_tx_errors"] = nic.TxErrors;
            output[nic.Device + "_tx_drop"] = nic.TxDrop;
        }
        output["memory"] = found.MemoryLimit / KiB;
        output["memory-actual"] = found.MemoryLimit / KiB;
        output["memory-rss"] = found.MemoryUsed / KiB;
        output["memory-unused"] = Math.Max(0, found.MemoryLimit - found.MemoryUsed) / KiB;
        return output;
    }

    /// <summary>The form of API 2.48: a Diagnostics object. nova: virt/libvirt/driver.py get_instance_diagnostics.</summary>
    public async Task<JObject> GetForInstanceAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(instance, cancellationToken);
        var macs = (await NetworkInfoOf.LoadAsync(services.Conductor, context, instance, cancellationToken)).Select(vif => vif.Address).ToList();
        var nics = found.Nics.Select((nic, index) => Envelope("NicDiagnostics", new JObject
        {
            // eth0, eth1, ... are in the order of the network model.
            ["mac_address"] = index < macs.Count ? macs[index] : null,
            ["rx_octets"] = nic.RxOctets,
            ["rx_errors"] = nic.RxErrors,
            ["rx_drop"] = nic.RxDrop,
            ["rx_packets"] = nic.RxPackets,
            ["tx_octets"] = nic.TxOctets,
            ["tx_errors"] = nic.TxErrors,
            ["tx_drop"] = nic.TxDrop,
            ["tx_packets"] = nic.TxPackets,
        }));
        var disks = found.Disk is not { } disk ? [] : new JArray(Envelope("DiskDiagnostics", new JObject
        {
            ["read_bytes"] = disk.ReadBytes,
            ["read_requests"] = disk.ReadRequests,
            ["write_bytes"] = disk.WriteBytes,
            ["write_requests"] = disk.WriteRequests,
        }));
        return Envelope("Diagnostics", new JObject
        {
            ["state"] = "running",
            // nova's enumeration of drivers is closed, and a name outside of it fails nova-api; "hypervisor" is free text.
            ["driver"] = "libvirt",
            ["hypervisor"] = "docker",
            ["hypervisor_os"] = "linux",
            ["uptime"] = Uptime(instance),
            ["config_drive"] = ConfigDrives.IsRequired(instance, services.Options),
            ["memory_details"] = Envelope("MemoryDiagnostics", new JObject { ["maximum"] = found.MemoryLimit / MiB, ["used"] = found.MemoryUsed / MiB }),
            ["cpu_details"] = new JArray(Envelope("CpuDiagnostics", new JObject { ["id"] = 0, ["time"] = found.CpuTime })),
            ["nic_details"] = new JArray(nics),
            ["disk_details"] = disks,
            ["num_cpus"] = 1,
            ["num_nics"] = found.Nics.Count,
            ["num_disks"] = disks.Count,
        });
    }

    private async Task<GuestDiagnostics> ReadAsync(Instance instance, CancellationToken cancellationToken)
    {
        var current = await services.States.GetPowerStateAsync(instance, cancellationToken);
        if (current != PowerState.Running)
            throw new InstanceInvalidState(instance.Uuid, "power state", Name(instance.PowerState ?? PowerState.NoState), "get_diagnostics");
        LogRetrieving();
        return await services.Driver.GetDiagnosticsAsync(instance.Uuid, cancellationToken);
    }

    private long? Uptime(Instance instance) => instance.GetOrDefault(Instance.Fields.LaunchedAt) is { } launched
        ? (long)(services.Time.GetUtcNow() - launched).TotalSeconds
        : null;

    private JObject Envelope(string name, JObject data)
    {
        var envelope = VersionedObject.NewEnvelope(name, services.Conductor.Profile.VersionOf(name)!.Value.ToString());
        envelope["nova_object.data"] = data;
        envelope["nova_object.changes"] = new JArray(data.Properties().Select(p => p.Name));
        return envelope;
    }

    private static string RootDisk(Instance instance) =>
        instance.GetOrDefault(Instance.Fields.RootDeviceName) is { Length: > 0 } device ? device[(device.LastIndexOf('/') + 1)..] : "root";

    // nova: compute/power_state.py STATE_MAP.
    private static string Name(PowerState state) => state == PowerState.NoState ? "pending" : state.ToString().ToLowerInvariant();

    [LoggerMessage(Level = LogLevel.Information, Message = "Retrieving diagnostics")]
    private partial void LogRetrieving();
}
