using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.Oslo.VersionedObjects;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Compute.Metadata;

/// <summary>Which servers get a config drive, and what is on it. nova: virt/configdrive.py, virt/libvirt/driver.py _create_configdrive.</summary>
sealed class ConfigDrives(IConductor conductor, INetworkApi network, ComputeOptions options)
{
    private static readonly Field[] Needed =
    [
        Instance.Fields.Ec2Ids, Instance.Fields.Keypairs, Instance.Fields.Metadata, Instance.Fields.NumaTopology, Instance.Fields.Flavor,
        Instance.Fields.DeviceMetadata,
    ];

    /// <summary>Asked for by the user, by the operator, or by the image. nova: required_by.</summary>
    public static bool IsRequired(Instance instance, ComputeOptions options) =>
        !string.IsNullOrEmpty(instance.GetOrDefault(Instance.Fields.ConfigDrive))
        // Only of new servers: one that was launched without has got its data elsewhere.
        || (options.ForceConfigDrive && instance.GetOrDefault(Instance.Fields.LaunchedAt) is null)
        || instance.GetOrDefault(Instance.Fields.SystemMetadata)?.GetValueOrDefault("image_img_config_drive") == "mandatory";

    /// <summary>The maker of the drive's files for the driver, which knows the network when it plugs; null when the server has no drive.</summary>
    /// <param name="blockDevices">Null to ask the conductor.</param>
    /// <param name="devices">What its user calls its NICs, where that is not with the instance yet.</param>
    /// <param name="groups">The names of its security groups once the network is known; null to ask Neutron.</param>
    public Func<NetworkInfo, CancellationToken, Task<IReadOnlyList<ConfigDriveFile>>>? For(
        RequestContext context, Instance instance, IReadOnlyList<InjectedFile> files, string? adminPassword, BlockDeviceMappingList? blockDevices,
        Func<CancellationToken, Task<InstanceDeviceMetadata?>>? devices = null, Func<Task<IReadOnlyList<string>>?>? groups = null)
    {
        if (!IsRequired(instance, options))
            return null;
        // A copy: objects are not for two threads, and the build saves its own meanwhile.
        var copy = instance.Copy();
        return async (networkInfo, cancellationToken) =>
        {
            if (devices is not null)
                copy.DeviceMetadata = await devices(cancellationToken);
            var named = groups?.Invoke() ?? network.GetSecurityGroupNamesAsync(context, copy, cancellationToken);
            return await MakeAsync(context, copy, networkInfo, files, adminPassword, named, blockDevices, cancellationToken);
        };
    }

    /// <summary>The instance mirrors what it has been given; to be saved with its launch. nova: update_instance.</summary>
    public void Note(Instance instance)
    {
        if (string.IsNullOrEmpty(instance.GetOrDefault(Instance.Fields.ConfigDrive)) && IsRequired(instance, options))
            instance.ConfigDrive = "True";
    }

    private async Task<IReadOnlyList<ConfigDriveFile>> MakeAsync(
        RequestContext context, Instance instance, NetworkInfo networkInfo, IReadOnlyList<InjectedFile> files, string? adminPassword,
        Task<IReadOnlyList<string>> groups, BlockDeviceMappingList? blockDevices, CancellationToken cancellationToken)
    {
        foreach (var field in Needed)
            await instance.LoadAsync(conductor, context, field, cancellationToken);
        blockDevices ??= await BlockDeviceMappingList.GetByInstanceUuidAsync(conductor, context, instance.Uuid, cancellationToken);
        var inputs = new InstanceMetadataInputs(
            instance, networkInfo, files, adminPassword, await groups, [.. blockDevices], await VendorDataAsync(cancellationToken));
        try
        {
            return new InstanceMetadata(inputs, options.Metadata).ForConfigDrive();
        }
        catch (FormatException e)
        {
            throw new InvalidInput($"the user data is not base64: {e.Message}");
        }
    }

    // nova: api/metadata/vendordata_json.py.
    private async Task<JObject> VendorDataAsync(CancellationToken cancellationToken)
    {
        if (options.Metadata.VendorDataFile is not { } path)
            return [];
        try
        {
            return (JObject)WireJson.Parse(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidCastException)
        {
            throw new InvalidConfiguration($"[api] vendordata_jsonfile_path: {path} cannot be read as a JSON object: {e.Message}");
        }
    }
}
