using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Neutron;

/// <summary>A port as Neutron shows it; everything it says stays in <see cref="Json"/>.</summary>
public sealed record NeutronPort(JObject Json)
{
    public string Id => (string)Json["id"]!;

    public string NetworkId => (string)Json["network_id"]!;

    /// <summary>Absent when only some fields were asked for.</summary>
    public string? MacAddress => (string?)Json["mac_address"];

    public string? TenantId => (string?)Json["tenant_id"] ?? (string?)Json["project_id"];

    /// <summary>Ids.</summary>
    public IReadOnlyList<string> SecurityGroups => Json["security_groups"] is JArray groups ? [.. groups.Values<string>().OfType<string>()] : [];

    public string? DeviceId => (string?)Json["device_id"];

    public string? DeviceOwner => (string?)Json["device_owner"];

    public string? Status => (string?)Json["status"];

    public bool? AdminStateUp => (bool?)Json["admin_state_up"];

    public string? DnsName => (string?)Json["dns_name"];

    public IReadOnlyList<NeutronFixedIp> FixedIps =>
        [.. (Json["fixed_ips"] as JArray ?? []).Select(ip => new NeutronFixedIp((string)ip["ip_address"]!, (string)ip["subnet_id"]!))];

    public string? BindingHostId => (string?)Json["binding:host_id"];

    public string? BindingVifType => (string?)Json["binding:vif_type"];

    public string? BindingVnicType => (string?)Json["binding:vnic_type"];

    public JObject? BindingVifDetails => Json["binding:vif_details"] as JObject;

    /// <summary>nova: get_binding_profile. A copy; empty when unset.</summary>
    public JObject BindingProfile() => (JObject?)(Json["binding:profile"] as JObject)?.DeepClone() ?? [];

    public JObject? ResourceRequest => Json["resource_request"] as JObject;
}
