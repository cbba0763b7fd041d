using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Tests;

/// <summary>Nova's objects as a build request carries them.</summary>
static class TestObjects
{
    public const string Uuid = "8290928e-7a05-4f32-ae6d-8161516e3944";
    public const string ImageId = "1ead457e-866c-4fe5-b724-f61dce29aa78";

    public static readonly HostCapabilities PlainHost = new(false, "", true, true, true);

    public static Instance Instance(
        long memoryMb = 512, long vcpus = 2, long rootGb = 4, long swap = 0, JObject? extraSpecs = null, JObject? metadata = null)
        => new(Envelope("Instance", "2.7", new JObject
        {
            ["id"] = 6,
            ["uuid"] = Uuid,
            ["project_id"] = "022229b8869d47bb97fe29b0b5fc6a3e",
            ["user_id"] = "833c4806cbe643248e96f8e073162c0d",
            ["image_ref"] = ImageId,
            ["hostname"] = "i1",
            ["metadata"] = metadata ?? [],
            ["system_metadata"] = new JObject(),
            ["flavor"] = Envelope("Flavor", "1.2", new JObject
            {
                ["name"] = "m1.tiny",
                ["flavorid"] = "1",
                ["memory_mb"] = memoryMb,
                ["vcpus"] = vcpus,
                ["root_gb"] = rootGb,
                ["swap"] = swap,
                ["extra_specs"] = extraSpecs ?? [],
            }),
        }));

    public static NetworkInfo Network() => NetworkInfo.Parse("""
        [{"id": "0c6bd0fd-3f3a-4b0e-9a5e-5d6a6f1f3b11", "address": "fa:16:3e:aa:bb:cc", "type": "ovs", "devname": "tap0c6bd0fd-3f",
          "ovs_interfaceid": "0c6bd0fd-3f3a-4b0e-9a5e-5d6a6f1f3b11", "active": false, "vnic_type": "normal", "profile": {}, "meta": {},
          "details": {"port_filter": true, "bridge_name": "br-int"}, "preserve_on_delete": false,
          "network": {"id": "5e3c8d3e-0000-4000-8000-000000000001", "bridge": "br-int", "label": "net", "meta": {"mtu": 1500},
            "subnets": [{"cidr": "10.0.0.0/24", "version": 4, "meta": {}, "routes": [],
              "gateway": {"address": "10.0.0.1", "type": "gateway", "version": 4, "meta": {}},
              "dns": [{"address": "10.0.0.2", "type": "dns", "version": 4, "meta": {}}],
              "ips": [{"address": "10.0.0.5", "type": "fixed", "version": 4, "floating_ips": [], "meta": {}}]}]}}]
        """);

    public static JObject Envelope(string name, string version, JObject data) => new()
    {
        ["nova_object.name"] = name,
        ["nova_object.namespace"] = "nova",
        ["nova_object.version"] = version,
        ["nova_object.data"] = data,
    };
}
