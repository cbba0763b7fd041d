using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Volumes;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>Gives every mapping a device name and the instance its root. nova: _default_block_device_names, _add_missing_dev_names.</summary>
sealed class BlockDeviceNaming(IConductor conductor)
{
    public async Task DefaultNamesAsync(
        RequestContext context, Instance instance, BlockDeviceMappingList mappings, CancellationToken cancellationToken)
    {
        // nova: block_device.get_root_bdm.
        var root = mappings.FirstOrDefault(bdm => bdm.IsSet(BlockDeviceMapping.Fields.BootIndex) && bdm.BootIndex == 0);
        if (root is not null)
        {
            var name = NameOf(root) ?? instance.RootDeviceName ?? DeviceNames.Next([], null);
            instance.RootDeviceName = name;
            if (NameOf(root) is null)
                await SaveNameAsync(context, root, name, cancellationToken);
        }
        var used = mappings.Select(NameOf).OfType<string>().ToList();
        if (instance.RootDeviceName is { } rootName && !used.Contains(rootName))
            used.Add(rootName);
        foreach (var mapping in mappings.Where(bdm => NameOf(bdm) is null))
        {
            var name = DeviceNames.Next(used, instance.RootDeviceName);
            await SaveNameAsync(context, mapping, name, cancellationToken);
            used.Add(name);
        }
    }

    private static string? NameOf(BlockDeviceMapping mapping) =>
        mapping.IsSet(BlockDeviceMapping.Fields.DeviceName) ? mapping.DeviceName : null;

    private async Task SaveNameAsync(RequestContext context, BlockDeviceMapping mapping, string name, CancellationToken cancellationToken)
    {
        mapping.DeviceName = name;
        await mapping.SaveAsync(conductor, context, cancellationToken);
    }
}
