using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Metadata;

/// <summary>
/// What users call the NICs of their servers, which the servers read as their metadata: by its MAC address a NIC is found inside.
/// nova: virt/libvirt/driver.py _build_device_metadata.
/// </summary>
static class DeviceTags
{
    public static bool AreRequested(NetworkRequestList? requested) => requested?.Any(request => !string.IsNullOrEmpty(request.GetOrDefault(NetworkRequest.Fields.Tag))) == true;

    /// <summary>As recorded with the instance's ports; null when none has a tag.</summary>
    public static async Task<InstanceDeviceMetadata?> ReadAsync(IConductor conductor, RequestContext context, string instanceUuid, CancellationToken cancellationToken)
    {
        var interfaces = await VirtualInterfaceList.GetByInstanceUuidAsync(conductor, context, instanceUuid, cancellationToken);
        var tagged = interfaces.Where(each => !string.IsNullOrEmpty(each.GetOrDefault(VirtualInterface.Fields.Tag))).ToList();
        if (tagged.Count == 0)
            return null;
        var metadata = conductor.Profile.Create<InstanceDeviceMetadata>();
        metadata.Devices = [.. tagged.Select(each => Describe(conductor, each))];
        return metadata;
    }

    private static OpaqueObject Describe(IConductor conductor, VirtualInterface row)
    {
        var nic = conductor.Profile.Create<NetworkInterfaceMetadata>();
        // Stored with the port's id behind it, see NeutronNetworkApi.
        nic.Mac = row.Address!.Split('/')[0];
        nic.Tags = [row.Tag!];
        nic.VfTrusted = false;
        return new OpaqueObject(nic.ToPrimitive());
    }
}
