using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Images;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Scheduling;

/// <summary>nova/objects/request_spec.py</summary>
public sealed partial class RequestSpec(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<RequestSpec>
{
    public static string ObjectClass => "RequestSpec";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public ImageMeta? Image { get => Get(Fields.Image); set => Set(Fields.Image, value); }

    public InstanceNumaTopology? NumaTopology { get => Get(Fields.NumaTopology); set => Set(Fields.NumaTopology, value); }

    public InstancePciRequests? PciRequests { get => Get(Fields.PciRequests); set => Set(Fields.PciRequests, value); }

    public string? ProjectId { get => Get(Fields.ProjectId); set => Set(Fields.ProjectId, value); }

    public string? UserId { get => Get(Fields.UserId); set => Set(Fields.UserId, value); }

    public string? AvailabilityZone { get => Get(Fields.AvailabilityZone); set => Set(Fields.AvailabilityZone, value); }

    public Flavor Flavor { get => Get(Fields.Flavor); set => Set(Fields.Flavor, value); }

    public long NumInstances { get => Get(Fields.NumInstances); set => Set(Fields.NumInstances, value); }

    public ImmutableList<string>? IgnoreHosts { get => Get(Fields.IgnoreHosts); set => Set(Fields.IgnoreHosts, value); }

    public ImmutableList<string>? ForceHosts { get => Get(Fields.ForceHosts); set => Set(Fields.ForceHosts, value); }

    public ImmutableList<string>? ForceNodes { get => Get(Fields.ForceNodes); set => Set(Fields.ForceNodes, value); }

    public Destination? RequestedDestination { get => Get(Fields.RequestedDestination); set => Set(Fields.RequestedDestination, value); }

    public SchedulerRetries? Retry { get => Get(Fields.Retry); set => Set(Fields.Retry, value); }

    public SchedulerLimits? Limits { get => Get(Fields.Limits); set => Set(Fields.Limits, value); }

    public InstanceGroup? InstanceGroup { get => Get(Fields.InstanceGroup); set => Set(Fields.InstanceGroup, value); }

    public ImmutableDictionary<string, ImmutableList<string>>? SchedulerHints { get => Get(Fields.SchedulerHints); set => Set(Fields.SchedulerHints, value); }

    public string InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public SecurityGroupList SecurityGroups { get => Get(Fields.SecurityGroups); set => Set(Fields.SecurityGroups, value); }

    public OpaqueObject NetworkMetadata { get => Get(Fields.NetworkMetadata); set => Set(Fields.NetworkMetadata, value); }

    public bool IsBfv { get => Get(Fields.IsBfv); set => Set(Fields.IsBfv, value); }

    public ImmutableList<RequestGroup>? RequestedResources { get => Get(Fields.RequestedResources); set => Set(Fields.RequestedResources, value); }

    public OpaqueObject RequestLevelParams { get => Get(Fields.RequestLevelParams); set => Set(Fields.RequestLevelParams, value); }

    public NetworkRequestList RequestedNetworks { get => Get(Fields.RequestedNetworks); set => Set(Fields.RequestedNetworks, value); }

    public static RequestSpec View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<ImageMeta?> Image = All.Nullable("image", Wire.Object<ImageMeta>());
        public static readonly Field<InstanceNumaTopology?> NumaTopology = All.Nullable("numa_topology", Wire.Object<InstanceNumaTopology>());
        public static readonly Field<InstancePciRequests?> PciRequests = All.Nullable("pci_requests", Wire.Object<InstancePciRequests>());
        public static readonly Field<string?> ProjectId = All.Nullable("project_id", Wire.String);
        public static readonly Field<string?> UserId = All.Nullable("user_id", Wire.String);
        public static readonly Field<string?> AvailabilityZone = All.Nullable("availability_zone", Wire.String);
        public static readonly Field<Flavor> Flavor = All.Add("flavor", Wire.Object<Flavor>());
        public static readonly Field<long> NumInstances = All.Add("num_instances", Wire.Integer);
        public static readonly Field<ImmutableList<string>?> IgnoreHosts = All.Nullable("ignore_hosts", Wire.ListOfStrings);
        public static readonly Field<ImmutableList<string>?> ForceHosts = All.Nullable("force_hosts", Wire.ListOfStrings);
        public static readonly Field<ImmutableList<string>?> ForceNodes = All.Nullable("force_nodes", Wire.ListOfStrings);
        public static readonly Field<Destination?> RequestedDestination = All.Nullable("requested_destination", Wire.Object<Destination>());
        public static readonly Field<SchedulerRetries?> Retry = All.Nullable("retry", Wire.Object<SchedulerRetries>());
        public static readonly Field<SchedulerLimits?> Limits = All.Nullable("limits", Wire.Object<SchedulerLimits>());
        public static readonly Field<InstanceGroup?> InstanceGroup = All.Nullable("instance_group", Wire.Object<InstanceGroup>());
        public static readonly Field<ImmutableDictionary<string, ImmutableList<string>>?> SchedulerHints = All.Nullable("scheduler_hints", Wire.DictOfListOfStrings);
        public static readonly Field<string> InstanceUuid = All.Add("instance_uuid", Wire.Uuid);
        public static readonly Field<SecurityGroupList> SecurityGroups = All.Add("security_groups", Wire.Object<SecurityGroupList>());
        public static readonly Field<OpaqueObject> NetworkMetadata = All.Add("network_metadata", Wire.Opaque("NetworkMetadata"));
        public static readonly Field<bool> IsBfv = All.Add("is_bfv", Wire.Boolean);
        public static readonly Field<ImmutableList<RequestGroup>?> RequestedResources = All.Nullable("requested_resources", Wire.Objects<RequestGroup>());
        public static readonly Field<OpaqueObject> RequestLevelParams = All.Add("request_level_params", Wire.Opaque("RequestLevelParams"));
        public static readonly Field<NetworkRequestList> RequestedNetworks = All.Add("requested_networks", Wire.Object<NetworkRequestList>());
    }
}
