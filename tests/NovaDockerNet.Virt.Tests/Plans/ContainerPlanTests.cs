using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Tests.Plans;

public sealed class ContainerPlanTests
{
    private static readonly VirtOptions Options = new() { Host = "host-1", NodeName = "host-1.example.org", StatePath = "/var/lib/nova" };

    private static readonly GuestImage Image = new(TestObjects.ImageId, $"nova/{TestObjects.ImageId}:sha512-a9e7", "sha256:00", 1)
    {
        Command = ["sleep", "1000"],
    };

    [Fact]
    public void A_server_is_a_small_machine()
    {
        var plan = Plan(TestObjects.Instance(swap: 256, metadata: new JObject { ["role"] = "web" }));

        AssertJson("""
            {
              "Image": "nova/1ead457e-866c-4fe5-b724-f61dce29aa78:sha512-a9e7",
              "Hostname": "i1",
              "Env": ["role=web"],
              "Labels": {
                "org.openstack.nova.flavor": "m1.tiny",
                "org.openstack.nova.host": "host-1",
                "org.openstack.nova.image-id": "1ead457e-866c-4fe5-b724-f61dce29aa78",
                "org.openstack.nova.init": "",
                "org.openstack.nova.instance-name": "instance-00000006",
                "org.openstack.nova.instance-uuid": "8290928e-7a05-4f32-ae6d-8161516e3944",
                "org.openstack.nova.memory-mb": "512",
                "org.openstack.nova.project": "022229b8869d47bb97fe29b0b5fc6a3e",
                "org.openstack.nova.role": "server",
                "org.openstack.nova.root-gb": "4",
                "org.openstack.nova.user": "833c4806cbe643248e96f8e073162c0d",
                "org.openstack.nova.vcpus": "2"
              },
              "Tty": true,
              "OpenStdin": true,
              "NetworkDisabled": true,
              "HostConfig": {
                "Binds": [
                  "/var/lib/nova/instances/8290928e-7a05-4f32-ae6d-8161516e3944/hosts:/etc/hosts",
                  "/var/lib/nova/instances/8290928e-7a05-4f32-ae6d-8161516e3944/resolv.conf:/etc/resolv.conf"
                ],
                "Memory": 536870912,
                "MemorySwap": 805306368,
                "CpuShares": 2048,
                "CpuPeriod": 100000,
                "CpuQuota": 200000,
                "PidsLimit": 4096,
                "Runtime": "nova-runc",
                "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
                "LogConfig": {"Type": "json-file", "Config": {"max-size": "10m", "max-file": "2"}},
                "Privileged": false,
                "Init": false,
                "IpcMode": "private"
              }
            }
            """, plan);
        Assert.Equal($"nova-{TestObjects.Uuid}", plan.Name);
    }

    [Fact]
    public void Equal_inputs_give_equal_plans() => Assert.Equal(
        JsonConvert.SerializeObject(Plan(TestObjects.Instance())), JsonConvert.SerializeObject(Plan(TestObjects.Instance())));

    [Fact]
    public void No_swap_means_none() => Assert.Equal(512L << 20, Plan(TestObjects.Instance()).HostConfig!.MemorySwap);

    [Theory]
    [InlineData("""{"quota:cpu_quota": "50000"}""", 100_000L, 100_000L, 2048L)]
    [InlineData("""{"quota:cpu_quota": "25000", "quota:cpu_period": "50000", "quota:cpu_shares": "10"}""", 50_000L, 50_000L, 10L)]
    [InlineData("""{"quota:cpu_period": "20000"}""", 20_000L, 40_000L, 2048L)]
    [InlineData("""{"quota:cpu_quota": "-1"}""", null, null, 2048L)]
    [InlineData("""{"quota:cpu_shares": "9999999"}""", 100_000L, 200_000L, 262_144L)]
    public void Official_extra_specs_rule_the_cpu(string extraSpecs, long? period, long? quota, long shares)
    {
        var host = Plan(TestObjects.Instance(extraSpecs: JObject.Parse(extraSpecs))).HostConfig!;

        Assert.Equal((period, quota, shares), (host.CpuPeriod, host.CpuQuota, host.CpuShares!.Value));
    }

    [Fact]
    public void An_extra_spec_that_is_no_number_is_named()
    {
        var e = Assert.Throws<InvalidInput>(() => Plan(TestObjects.Instance(extraSpecs: new JObject { ["quota:cpu_shares"] = "many" })));
        Assert.Contains("quota:cpu_shares", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_disk_is_limited_where_it_can_be()
    {
        var able = TestObjects.PlainHost with { RootDiskLimit = true };

        Assert.Equal("4G", Plan(TestObjects.Instance(), host: able).HostConfig!.StorageOpt!["size"]);
        Assert.Null(Plan(TestObjects.Instance(rootGb: 0), host: able).HostConfig!.StorageOpt);
        Assert.Null(Plan(TestObjects.Instance(), host: able, options: Options with { LimitRootDisk = false }).HostConfig!.StorageOpt);
    }

    [Fact]
    public void The_image_property_is_the_command()
    {
        var meta = JObject.Parse("""{"properties": {"os_command_line": "/bin/sh -c 'echo \"hi there\"; exec sleep 5'"}}""");

        Assert.Equal(["/bin/sh", "-c", "echo \"hi there\"; exec sleep 5"], Plan(TestObjects.Instance(), meta: meta).Cmd);
        Assert.Null(Plan(TestObjects.Instance()).Cmd);
    }

    [Fact]
    public void A_command_that_cannot_be_split_is_the_images_fault()
    {
        var meta = JObject.Parse("""{"properties": {"os_command_line": "sh -c 'oops"}}""");

        var e = Assert.Throws<ImageUnacceptable>(() => Plan(TestObjects.Instance(), meta: meta));
        Assert.Contains("os_command_line", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_file_system_without_a_command_starts_its_init()
        => Assert.Equal(["/sbin/init"], Plan(TestObjects.Instance(), image: Image with { Command = [] }).Cmd);

    [Fact]
    public void Limits_that_are_off_are_off()
    {
        var host = Plan(TestObjects.Instance(), options: Options with { PidsLimit = 0, UseInit = true }).HostConfig!;

        Assert.Equal(-1, host.PidsLimit);
        Assert.True(host.Init);
    }

    private static DockerEngine.Containers.CreateContainerParameters Plan(
        Instance instance, GuestImage? image = null, JObject? meta = null, VirtOptions? options = null, HostCapabilities? host = null)
        => ContainerPlan.From(
            instance, image ?? Image, meta ?? [], new InstanceFolders("/var/lib/nova/instances").For(instance.Uuid), options ?? Options,
            host ?? TestObjects.PlainHost);

    private static void AssertJson(string expected, object actual)
    {
        var token = JToken.FromObject(actual, JsonSerializer.Create(new JsonSerializerSettings { NullValueHandling = NullValueHandling.Ignore }));
        Assert.True(JToken.DeepEquals(JToken.Parse(expected), token), token.ToString());
    }
}
