using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Images;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Objects.Scheduling;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects;

/// <summary>The registered object classes with typed views; all other objects of nova stay <see cref="OpaqueObject"/>.</summary>
public static class NovaObjects
{
    public static ObjectRegistry Registry { get; } = new ObjectRegistry()
        .Add<Aggregate>()
        .Add<AggregateList>()
        .Add<BlockDeviceMapping>()
        .Add<BlockDeviceMappingList>()
        .Add<ComputeNode>()
        .Add<ComputeNodeList>()
        .Add<ConsoleAuthToken>()
        .Add<Destination>()
        .Add<Ec2Ids>()
        .Add<Flavor>()
        .Add<FlavorList>()
        .Add<HvSpec>()
        .Add<ImageMeta>()
        .Add<ImageMetaProps>()
        .Add<Instance>()
        .Add<InstanceAction>()
        .Add<InstanceActionEvent>()
        .Add<InstanceDeviceMetadata>()
        .Add<InstanceExternalEvent>()
        .Add<InstanceFault>()
        .Add<InstanceFaultList>()
        .Add<InstanceGroup>()
        .Add<InstanceGroupList>()
        .Add<InstanceInfoCache>()
        .Add<InstanceList>()
        .Add<InstanceNumaCell>()
        .Add<InstanceNumaTopology>()
        .Add<InstancePciRequest>()
        .Add<InstancePciRequests>()
        .Add<KeyPair>()
        .Add<KeyPairList>()
        .Add<Migration>()
        .Add<MigrationContext>()
        .Add<MigrationList>()
        .Add<NetworkInterfaceMetadata>()
        .Add<NetworkMetadata>()
        .Add<NetworkRequest>()
        .Add<NetworkRequestList>()
        .Add<NumaCell>()
        .Add<NumaPagesTopology>()
        .Add<NumaTopology>()
        .Add<NumaTopologyLimits>()
        .Add<PciDevicePool>()
        .Add<PciDevicePoolList>()
        .Add<RequestGroup>()
        .Add<RequestSpec>()
        .Add<Resource>()
        .Add<ResourceList>()
        .Add<SchedulerLimits>()
        .Add<SchedulerRetries>()
        .Add<SecurityGroup>()
        .Add<SecurityGroupList>()
        .Add<Service>()
        .Add<ServiceList>()
        .Add<Tag>()
        .Add<TagList>()
        .Add<TaskLog>()
        .Add<TrustedCerts>()
        .Add<VirtualInterface>()
        .Add<VirtualInterfaceList>();
}
