using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>The arguments of build_and_run_instance, read once. What goes back to the conductor on a reschedule stays as it came.</summary>
sealed class BuildRequest(Operation operation)
{
    private readonly OperationArguments _args = operation.Arguments;

    public RequestContext Context => operation.Context;

    public Instance Instance { get; } = operation.Instance;

    /// <summary>A plain dict; empty for a boot from volume.</summary>
    public JObject Image => _args.Optional("image") as JObject ?? [];

    public JObject FilterProperties { get; } = operation.Arguments.Optional("filter_properties") as JObject ?? [];

    public string? Node => _args.OptionalText("node");

    public JObject Limits => _args.Optional("limits") as JObject ?? [];

    public string? AdminPassword => _args.OptionalText("admin_password");

    public NetworkRequestList? RequestedNetworks => _args.OptionalObject<NetworkRequestList>("requested_networks");

    public BlockDeviceMappingList? BlockDeviceMapping => _args.OptionalObject<BlockDeviceMappingList>("block_device_mapping");

    public bool WantsAccelerators => _args.Optional("accel_uuids") is JArray { Count: > 0 };

    /// <summary>Names or ids.</summary>
    public IReadOnlyList<string> SecurityGroups =>
        _args.Optional("security_groups") is JArray groups ? groups.Values<string>().OfType<string>().ToImmutableList() : [];

    /// <summary>The "group" scheduler hint. nova: _get_scheduler_hints.</summary>
    public string? GroupHint
    {
        get
        {
            var hints = _args.Optional("request_spec")?["nova_object.data"]?["scheduler_hints"];
            return GroupPolicy.HintOf(hints is JObject { Count: > 0 } ? hints : FilterProperties["scheduler_hints"]);
        }
    }

    public IReadOnlyList<InjectedFile> DecodeFiles() => DecodeFiles(_args.Optional("injected_files"));

    /// <summary>nova: _decode_files.</summary>
    public static IReadOnlyList<InjectedFile> DecodeFiles(JToken? injectedFiles)
    {
        if (injectedFiles is not JArray files)
            return [];
        try
        {
            return [.. files.Select(file => new InjectedFile((string)file[0]!, Convert.FromBase64String((string)file[1]!)))];
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidCastException)
        {
            throw new InvalidInput("Invalid Base 64 data for an injected file");
        }
    }

    /// <summary>The arguments of the conductor's build_instances 1.19. nova: ComputeTaskAPI.build_instances.</summary>
    public JObject ToBuildInstances() => new()
    {
        ["instances"] = new JArray(Instance.ToPrimitive()),
        ["image"] = Copy("image") ?? new JObject(),
        ["filter_properties"] = FilterProperties.DeepClone(),
        ["admin_password"] = Copy("admin_password"),
        ["injected_files"] = Copy("injected_files"),
        ["requested_networks"] = Copy("requested_networks"),
        ["security_groups"] = Copy("security_groups"),
        ["request_spec"] = Copy("request_spec"),
        ["host_lists"] = new JArray(Copy("host_list") ?? JValue.CreateNull()),
    };

    private JToken? Copy(string name) => _args.Optional(name)?.DeepClone();
}
