using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Compute.Metadata;

/// <summary>The metadata of one server in all versions, as files. nova: api/metadata/base.py InstanceMetadata.</summary>
sealed class InstanceMetadata
{
    private const string Latest = "latest";
    private const int RandomSeedLength = 512;

    /// <summary>nova: VERSIONS.</summary>
    private static readonly string[] Ec2Versions =
        ["1.0", "2007-01-19", "2007-03-01", "2007-08-29", "2007-10-10", "2007-12-15", "2008-02-01", "2008-09-01", "2009-04-04"];

    private const string Grizzly = "2013-04-04";
    private const string Havana = "2013-10-17";
    private const string Liberty = "2015-10-15";
    private const string NewtonOne = "2016-06-30";
    private const string NewtonTwo = "2016-10-06";
    private const string Rocky = "2018-08-27";
    private const string Victoria = "2020-10-14";

    /// <summary>nova: OPENSTACK_VERSIONS.</summary>
    private static readonly string[] OpenStackVersions =
        ["2012-08-10", Grizzly, Havana, Liberty, NewtonOne, NewtonTwo, "2017-02-22", Rocky, Victoria];

    private readonly InstanceMetadataInputs _inputs;
    private readonly MetadataOptions _options;
    private readonly List<byte[]> _content = [];
    private readonly JArray _files = [];
    private readonly JObject? _networkConfig;
    private readonly byte[]? _userData;

    public InstanceMetadata(InstanceMetadataInputs inputs, MetadataOptions options)
    {
        (_inputs, _options) = (inputs, options);
        _userData = Instance.GetOrDefault(Instance.Fields.UserData) is { } encoded ? Convert.FromBase64String(encoded) : null;
        if (InterfacesTemplate.Render(inputs.NetworkInfo) is { } interfaces)
            _networkConfig = new JObject { ["name"] = "network_config", ["content_path"] = AddContent(Encoding.UTF8.GetBytes(interfaces)) };
        foreach (var file in inputs.Files)
            _files.Add(new JObject { ["path"] = file.Path, ["content_path"] = AddContent(file.Contents) });
    }

    private Instance Instance => _inputs.Instance;

    /// <summary>nova: metadata_for_config_drive.</summary>
    public IReadOnlyList<ConfigDriveFile> ForConfigDrive()
    {
        List<ConfigDriveFile> files = [];
        foreach (var version in Ec2Versions.Append(Latest).Where(v => !_options.SkippedVersions.Contains(v)))
        {
            if (_userData is not null)
                files.Add(new ConfigDriveFile($"ec2/{version}/user-data", _userData));
            Add($"ec2/{version}/meta-data.json", Ec2(version == Latest ? Ec2Versions[^1] : version));
        }
        foreach (var version in OpenStackVersions.Append(Latest))
        {
            var asked = version == Latest ? OpenStackVersions[^1] : version;
            Add($"openstack/{version}/meta_data.json", MetaData(asked));
            if (_userData is not null)
                files.Add(new ConfigDriveFile($"openstack/{version}/user_data", _userData));
            if (Has(asked, Havana) && _options.StaticVendorData)
                Add($"openstack/{version}/vendor_data.json", _inputs.VendorData);
            if (Has(asked, Liberty))
                Add($"openstack/{version}/network_data.json", NetworkMetadata.Of(_inputs.NetworkInfo));
            if (Has(asked, NewtonTwo))
                Add($"openstack/{version}/vendor_data2.json", _options.StaticVendorData ? new JObject { ["static"] = _inputs.VendorData.DeepClone() } : []);
        }
        files.AddRange(_content.Select((content, index) => new ConfigDriveFile($"openstack/content/{index:0000}", content)));
        return files;

        void Add(string path, JObject document) =>
            files.Add(new ConfigDriveFile(path, Encoding.UTF8.GetBytes(document.ToString(Formatting.None))));
    }

    // nova: get_ec2_metadata.
    private JObject Ec2(string version)
    {
        var hostname = Hostname();
        var addresses = _inputs.NetworkInfo.SelectMany(vif => vif.FixedIps).ToList();
        var meta = new JObject
        {
            ["ami-id"] = Instance.Ec2Ids.AmiId,
            ["ami-launch-index"] = Instance.GetOrDefault(Instance.Fields.LaunchIndex),
            // nova: api/metadata/base.py; literally, and guests know it.
            ["ami-manifest-path"] = "FIXME",
            ["instance-id"] = Instance.Ec2Ids.InstanceId,
            ["hostname"] = hostname,
            ["local-ipv4"] = addresses.FirstOrDefault(ip => ip.Version == 4)?.Address,
            ["reservation-id"] = Instance.GetOrDefault(Instance.Fields.ReservationId),
            ["security-groups"] = new JArray(_inputs.SecurityGroups),
        };
        if (Instance.GetOrDefault(Instance.Fields.KeyName) is { Length: > 0 } key)
            // nova means to leave _name out of the drive and does not; cloud-init reads around it.
            meta["public-keys"] = new JObject
            {
                ["0"] = new JObject { ["_name"] = "0=" + key, ["openssh-key"] = Instance.GetOrDefault(Instance.Fields.KeyData) },
            };
        if (HasEc2(version, "2007-01-19"))
        {
            meta["local-hostname"] = hostname;
            meta["public-hostname"] = hostname;
            meta["public-ipv4"] = addresses.SelectMany(ip => ip.FloatingIps).FirstOrDefault()?.Address ?? "";
        }
        if (HasEc2(version, "2007-08-29"))
            meta["instance-type"] = Instance.Flavor.Name;
        if (HasEc2(version, "2007-12-15"))
        {
            meta["block-device-mapping"] = BlockDevices();
            if (Instance.Ec2Ids.KernelId is { Length: > 0 } kernel)
                meta["kernel-id"] = kernel;
            if (Instance.Ec2Ids.RamdiskId is { Length: > 0 } ramdisk)
                meta["ramdisk-id"] = ramdisk;
        }
        if (HasEc2(version, "2008-02-01"))
            meta["placement"] = new JObject { ["availability-zone"] = Instance.GetOrDefault(Instance.Fields.AvailabilityZone) };
        if (HasEc2(version, "2008-09-01"))
            meta["instance-action"] = "none";
        return meta;
    }

    // nova: _metadata_as_json.
    private JObject MetaData(string version)
    {
        var meta = new JObject { ["uuid"] = Instance.Uuid };
        if (Instance.Metadata.Count > 0)
            meta["meta"] = new JObject(Instance.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new JProperty(p.Key, p.Value)));
        if (_files.Count > 0)
            meta["files"] = _files.DeepClone();
        if (_inputs.AdminPassword is { } password)
            meta["admin_pass"] = password;
        if (_networkConfig is not null)
            meta["network_config"] = _networkConfig.DeepClone();
        if (Instance.GetOrDefault(Instance.Fields.KeyName) is { Length: > 0 } && Instance.Keypairs is { Count: > 0 } keys)
        {
            var key = keys[0];
            meta["public_keys"] = new JObject { [key.Name] = key.PublicKey };
            meta["keys"] = new JArray(new JObject { ["name"] = key.Name, ["type"] = key.Type, ["data"] = key.PublicKey });
        }
        meta["hostname"] = Hostname();
        meta["name"] = Instance.GetOrDefault(Instance.Fields.DisplayName);
        meta["launch_index"] = Instance.GetOrDefault(Instance.Fields.LaunchIndex);
        meta["availability_zone"] = Instance.GetOrDefault(Instance.Fields.AvailabilityZone);
        if (Has(version, Grizzly))
            meta["random_seed"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomSeedLength));
        if (Has(version, Liberty))
            meta["project_id"] = Instance.ProjectId;
        if (Has(version, NewtonOne))
            meta["devices"] = new JArray(Instance.GetOrDefault(Instance.Fields.DeviceMetadata)?.Interfaces.Select(nic => Describe(nic, version)) ?? []);
        if (Has(version, Victoria))
            meta["dedicated_cpus"] = new JArray(DedicatedCpus());
        return meta;
    }

    // nova: _get_device_metadata.
    private static JObject Describe(NetworkInterfaceMetadata nic, string version)
    {
        var device = new JObject();
        if (Has(version, Rocky))
            device["vf_trusted"] = nic.GetOrDefault(NetworkInterfaceMetadata.Fields.VfTrusted);
        device["type"] = "nic";
        device["mac"] = nic.Mac;
        // A veth is on none.
        device["bus"] = "none";
        device["address"] = "none";
        device["tags"] = new JArray(nic.Tags);
        return device;
    }

    // nova: block_device.py instance_block_mapping.
    private JObject BlockDevices()
    {
        if (Instance.GetOrDefault(Instance.Fields.RootDeviceName) is not { } root)
            // nova: _DEFAULT_MAPPINGS.
            return new JObject { ["ami"] = "sda1", ["ephemeral0"] = "sda2", ["root"] = "/dev/sda1", ["swap"] = "sda3" };
        var mappings = new JObject { ["ami"] = StripDev(root), ["root"] = root };
        if (Instance.GetOrDefault(Instance.Fields.DefaultEphemeralDevice) is { Length: > 0 } ephemeral)
            mappings["ephemeral0"] = ephemeral;
        if (Instance.GetOrDefault(Instance.Fields.DefaultSwapDevice) is { Length: > 0 } swap)
            mappings["swap"] = swap;
        var blanks = _inputs.BlockDevices.Where(b => b.DestinationType != "volume" && b.SourceType == "blank").ToList();
        if (blanks.LastOrDefault(b => b.GuestFormat == "swap") is { } swapDevice)
            mappings["swap"] = swapDevice.DeviceName;
        foreach (var (number, device) in blanks.Where(b => b.GuestFormat != "swap").Index())
            mappings[$"ephemeral{number}"] = device.DeviceName;
        return mappings;
    }

    // nova: block_device.py strip_dev.
    private static string StripDev(string device) => device.StartsWith("/dev/", StringComparison.Ordinal) ? device["/dev/".Length..] : device;

    /// <summary>
    /// Numbers of virtual CPUs, as Nova's own metadata service answers. A container's CPUs have the host's numbers, which sched_getaffinity(2) says.
    /// nova: _get_instance_dedicated_cpus.
    /// </summary>
    private IEnumerable<int> DedicatedCpus() =>
        Instance.GetOrDefault(Instance.Fields.NumaTopology)?.Cells.SelectMany(cell => cell.GetOrDefault(InstanceNumaCell.Fields.Pcpuset) ?? []).Order() ?? Enumerable.Empty<int>();

    private string Hostname() => _options.DhcpDomain.Length > 0 ? $"{Instance.Hostname}.{_options.DhcpDomain}" : Instance.Hostname ?? "";

    private string AddContent(byte[] contents)
    {
        _content.Add(contents);
        return $"/content/{_content.Count - 1:0000}";
    }

    private static bool Has(string asked, string required) => Array.IndexOf(OpenStackVersions, asked) >= Array.IndexOf(OpenStackVersions, required);

    private static bool HasEc2(string asked, string required) => Array.IndexOf(Ec2Versions, asked) >= Array.IndexOf(Ec2Versions, required);
}
