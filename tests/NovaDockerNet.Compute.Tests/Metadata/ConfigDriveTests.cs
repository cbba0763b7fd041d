using System.Collections.Immutable;
using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Metadata;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Virt.Spawn;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Metadata;

/// <summary>Against what nova 26's own InstanceMetadata made of the same server (Fixtures/Metadata/configdrive.py).</summary>
public sealed class ConfigDriveTests
{
    private const string Seed = "random_seed";

    private readonly JObject _nova = Fixture.Read("Metadata/configdrive.json");

    [Fact]
    public void Every_file_is_novas()
    {
        var ours = Make(Inputs()).ToDictionary(f => f.Path, f => f.Contents);
        var expected = (JObject)_nova["config_drive"]!;

        Assert.Equal(expected.Properties().Select(p => p.Name).Order(StringComparer.Ordinal), ours.Keys.Order(StringComparer.Ordinal));
        foreach (var (path, file) in expected)
        {
            if (file!["base64"] is { } raw)
            {
                Assert.Equal(path + "\n" + Encoding.UTF8.GetString(Convert.FromBase64String((string)raw!)), path + "\n" + Encoding.UTF8.GetString(ours[path]));
                continue;
            }
            var document = JObject.Parse(Encoding.UTF8.GetString(ours[path]));
            if (document.Property(Seed) is { } seed)
            {
                Assert.Equal(512, Convert.FromBase64String((string)seed.Value!).Length);
                seed.Value = "512 random bytes";
            }
            Assert.True(JToken.DeepEquals(file["json"], Sorted(document)), $"{path}\nnova: {file["json"]}\nours: {document}");
        }
    }

    [Fact]
    public void Without_data_key_files_network_and_password_nothing_of_them_is_there()
    {
        var instance = Instance.View((JObject)_nova["instance"]!.DeepClone());
        instance.UserData = null;
        instance.KeyName = null;
        var files = new InstanceMetadata(
            new InstanceMetadataInputs(instance, new NetworkInfo(), [], null, [], [], []), new MetadataOptions { DhcpDomain = "" }).ForConfigDrive();

        Assert.DoesNotContain(files, f => f.Path.EndsWith("user_data", StringComparison.Ordinal) || f.Path.Contains("content", StringComparison.Ordinal));
        var meta = Document(files, "openstack/latest/meta_data.json");
        Assert.All(new[] { "admin_pass", "files", "keys", "public_keys", "network_config" }, name => Assert.Null(meta[name]));
        Assert.Equal("i1", (string?)meta["hostname"]);
        Assert.Empty(Document(files, "openstack/latest/network_data.json"));
        Assert.Equal("{}", Text(files, "openstack/latest/vendor_data.json"));
    }

    [Fact]
    public void Dedicated_virtual_cpus_of_all_nodes_are_named_as_the_metadata_service_names_them()
    {
        var profile = Objects.Profiles.NovaProfile.ForRelease("26");
        var instance = Instance.View((JObject)_nova["instance"]!.DeepClone());
        var topology = profile.Create<InstanceNumaTopology>();
        topology.Cells = [Cell([0, 1], [3]), Cell([4], [2, 5])];
        instance.NumaTopology = topology;
        var files = new InstanceMetadata(new InstanceMetadataInputs(instance, new NetworkInfo(), [], null, [], [], []), new MetadataOptions()).ForConfigDrive();
        Assert.Equal([2, 3, 5], Document(files, "openstack/latest/meta_data.json")["dedicated_cpus"]!.Values<int>());

        InstanceNumaCell Cell(int[] shared, int[] dedicated)
        {
            var cell = profile.Create<InstanceNumaCell>();
            cell.Cpuset = [.. shared];
            cell.Pcpuset = [.. dedicated];
            cell.CpuPinningRaw = dedicated.ToImmutableDictionary(cpu => $"{cpu}", cpu => cpu + 10L);
            return cell;
        }
    }

    [Theory]
    [InlineData("True", null, false, false, true)]
    [InlineData("", null, false, false, false)]
    [InlineData(null, "mandatory", false, false, true)]
    [InlineData(null, "optional", false, false, false)]
    [InlineData(null, null, true, false, true)]
    // Launched before the option was set: it has got its data elsewhere.
    [InlineData(null, null, true, true, false)]
    public void Who_gets_one(string? asked, string? image, bool forced, bool launched, bool expected)
    {
        var instance = Instance.View((JObject)_nova["instance"]!.DeepClone());
        instance.ConfigDrive = asked;
        instance.LaunchedAt = launched ? DateTimeOffset.UnixEpoch : null;
        instance.SetSystemMetadata("image_img_config_drive", image);
        Assert.Equal(expected, ConfigDrives.IsRequired(instance, new ComputeOptions { Host = "h", StatePath = "/", ForceConfigDrive = forced }));
    }

    [Fact]
    public async Task A_build_hands_its_password_files_and_groups_to_the_drive_and_notes_a_forced_one()
    {
        using var harness = new ComputeHarness(o => o with { ForceConfigDrive = true });
        var request = Fixture.Request("boot");
        request.InstanceData["config_drive"] = "";
        request.Args["injected_files"] = new JArray { new JArray("/etc/motd", Convert.ToBase64String("hello"u8)) };
        var row = harness.Store(request);

        await harness.BuildAsync(request);

        Assert.Equal("", string.Join("\n", harness.Log.Lines));
        Assert.Equal("active", (string?)row["vm_state"]);
        var files = harness.Driver.ConfigDrive!;
        var meta = Document(files, "openstack/latest/meta_data.json");
        Assert.Equal((string?)request.Args["admin_password"], (string?)meta["admin_pass"]);
        Assert.Equal("/etc/motd", (string?)meta["files"]![0]!["path"]);
        Assert.Equal("hello", Text(files, "openstack" + (string)meta["files"]![0]!["content_path"]!));
        Assert.Equal(["name of group"], Document(files, "ec2/latest/meta-data.json")["security-groups"]!.Values<string>());
        Assert.Equal("True", (string?)row["config_drive"]);
    }

    [Fact]
    public async Task A_build_without_a_drive_asks_nobody_for_it()
    {
        using var harness = new ComputeHarness();
        var request = Fixture.Request("boot");
        request.InstanceData["config_drive"] = "";
        harness.Store(request);
        await harness.BuildAsync(request);
        Assert.Null(harness.Driver.ConfigDrive);
    }

    private InstanceMetadataInputs Inputs() => new(
        Instance.View((JObject)_nova["instance"]!.DeepClone()),
        new NetworkInfo((JArray)_nova["network_info"]!.DeepClone()),
        [.. _nova["files"]!.Select(f => new InjectedFile((string)f[0]!, Encoding.UTF8.GetBytes((string)f[1]!)))],
        (string?)_nova["password"],
        [.. _nova["groups"]!.Values<string>().OfType<string>()],
        [],
        (JObject)_nova["vendor_data"]!);

    private static IReadOnlyList<ConfigDriveFile> Make(InstanceMetadataInputs inputs) =>
        new InstanceMetadata(inputs, new MetadataOptions()).ForConfigDrive();

    private static string Text(IReadOnlyList<ConfigDriveFile> files, string path) => Encoding.UTF8.GetString(files.Single(f => f.Path == path).Contents);

    private static JObject Document(IReadOnlyList<ConfigDriveFile> files, string path) => JObject.Parse(Text(files, path));

    private static JToken Sorted(JToken token) => token switch
    {
        JObject document => new JObject(document.Properties().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new JProperty(p.Name, Sorted(p.Value)))),
        JArray list => new JArray(list.Select(Sorted)),
        _ => token.DeepClone(),
    };
}
