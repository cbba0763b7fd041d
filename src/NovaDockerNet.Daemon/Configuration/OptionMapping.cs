using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using NovaDockerNet.Compute;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Daemon.Monitoring;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.Networking;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Hardware;
using OVSDB.Net;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>From nova.conf's options to the records the projects take.</summary>
internal static class OptionMapping
{
    /// <summary>Makes every record once, so that what cannot be used shows before anything is touched.</summary>
    public static void CheckAll(OsloConfig config)
    {
        ToTransport(config);
        ToCompute(config);
        NotificationsSection.ToTransport(config);
        NotificationsSection.ToNotifier(config);
        ToVirt(config);
        ToDockerEngine(config);
        ToOvsdb(config);
        ToMonitoring(config);
        OpenStackSections.NeutronAuth.Require(config);
        OpenStackSections.PlacementAuth.Require(config);
        OpenStackSections.ServiceUser(config);
        OpenStackSections.CheckFiles(config);
        LoggingSection.ToSettings(config);
    }

    public static TransportOptions ToTransport(OsloConfig config)
    {
        var options = MessagingSection.ToTransportOptions(config);
        try
        {
            RpcTransport.Check(options);
        }
        catch (MessagingConfigurationException problem)
        {
            var option = problem.Option is { } name && NovaConf.Registry.Find(MessagingSection.Rabbit, name) is { } found ? found : MessagingSection.TransportUrl;
            throw Wrong(config, option, problem.Problem, problem);
        }
        return options;
    }

    public static ComputeOptions ToCompute(OsloConfig config)
    {
        var release = config.Get(DockerSection.NovaRelease);
        if (release is not null)
            Check(config, DockerSection.NovaRelease, () => NovaProfile.ForRelease(release));
        return new ComputeOptions
        {
            Host = config.Get(ServiceSection.Host),
            StatePath = config.Get(ServiceSection.StatePath),
            MaxConcurrentBuilds = config.Get(ComputeSection.MaxConcurrentBuilds),
            MaxConcurrentSnapshots = config.Get(ComputeSection.MaxConcurrentSnapshots),
            ShelvedOffloadTime = config.Get(ComputeSection.ShelvedOffloadTime),
            VifPluggingTimeout = config.Get(ComputeSection.VifPluggingTimeout),
            VifPluggingIsFatal = config.Get(ComputeSection.VifPluggingIsFatal),
            NetworkAllocateRetries = config.Get(ComputeSection.NetworkAllocateRetries),
            ResumeGuestsStateOnHostBoot = config.Get(ComputeSection.ResumeGuestsStateOnHostBoot),
            ShutdownTimeout = config.Get(ComputeSection.ShutdownTimeout),
            ReclaimInstanceInterval = config.Get(ComputeSection.ReclaimInstanceInterval),
            DefaultAccessIpNetworkName = config.Get(ComputeSection.DefaultAccessIpNetworkName),
            ReportInterval = config.Get(ServiceSection.ReportInterval),
            ServiceDownTime = config.Get(ServiceSection.ServiceDownTime),
            RpcResponseTimeout = config.Get(MessagingSection.RpcResponseTimeout),
            GracefulShutdownTimeout = config.Get(ServiceSection.GracefulShutdownTimeout),
            Cpus = ToCpuSets(config),
            ConsecutiveBuildServiceDisableThreshold = config.Get(ComputeSection.ConsecutiveBuildServiceDisableThreshold),
            TrackInstanceChanges = config.Get(ComputeSection.TrackInstanceChanges),
            DisableGroupPolicyCheckUpcall = config.Get(ComputeSection.DisableGroupPolicyCheckUpcall),
            HandleVirtLifecycleEvents = config.Get(ComputeSection.HandleVirtLifecycleEvents),
            ConsolesEnabled = config.Get(ComputeSection.VncEnabled) || config.Get(ComputeSection.SpiceEnabled)
                || config.Get(SerialConsoleSection.Enabled) || config.Get(ComputeSection.MksEnabled),
            SerialConsoleEnabled = config.Get(SerialConsoleSection.Enabled),
            SerialConsoleBaseUrl = config.Get(SerialConsoleSection.BaseUrl),
            ConsoleTokenTtl = config.Get(SerialConsoleSection.TokenTtl),
            RescueImageId = config.Get(DockerSection.RescueImageId),
            ForceConfigDrive = config.Get(ComputeSection.ForceConfigDrive),
            Metadata = ApiSection.ToMetadata(config),
            Notifications = NotificationsSection.ToNotifications(config),
            NovaRelease = release,
        };
    }

    public static VirtOptions ToVirt(OsloConfig config) => new()
    {
        Host = config.Get(ServiceSection.Host),
        NodeName = config.Get(DockerSection.NodeName) ?? FullyQualifiedName(),
        StatePath = config.Get(ServiceSection.StatePath),
        RunDir = config.Get(DockerSection.RunDir),
        Runtime = config.Get(DockerSection.Runtime),
        InstanceNameTemplate = config.Get(ServiceSection.InstanceNameTemplate),
        MaxConcurrentStarts = config.Get(DockerSection.MaxConcurrentStarts),
        HeldStarts = config.Get(DockerSection.HeldStarts),
        StartGrace = config.Get(DockerSection.StartGrace),
        RestartWait = config.Get(DockerSection.RestartWait),
        PidsLimit = config.Get(DockerSection.PidsLimit),
        ConsoleLogMaxSize = config.Get(DockerSection.ConsoleLogMaxSize),
        ConsoleLogMaxFiles = config.Get(DockerSection.ConsoleLogMaxFiles),
        UseInit = config.Get(DockerSection.UseInit),
        Cpus = ToCpuSets(config),
        LimitRootDisk = config.Get(DockerSection.LimitRootDisk),
        SerialConsole = SerialConsoleSection.ToConsoles(config),
        CrashDumpSignal = config.Get(DockerSection.CrashDumpSignal),
        RemoveUnusedImages = config.Get(ComputeSection.RemoveUnusedBaseImages),
        UnusedImageMinimumAge = config.Get(ComputeSection.RemoveUnusedImageAge),
        DownloadRetries = config.Get(OpenStackSections.GlanceRetries),
    };

    /// <summary>nova: virt/libvirt/driver.py _check_cpu_set_configuration.</summary>
    public static CpuSets ToCpuSets(OsloConfig config)
    {
        var sets = new CpuSets(Parse(ComputeSection.CpuDedicatedSet), Parse(ComputeSection.CpuSharedSet));
        if (sets == CpuSets.None)
            return CpuSets.None;
        if (sets is { Dedicated: { } dedicated, Shared: { } shared } && dedicated.Overlaps(shared))
            throw Wrong(config, ComputeSection.CpuDedicatedSet, $"CPUs {CpuSpec.Format(dedicated.Intersect(shared))} are in cpu_shared_set, too; a CPU is dedicated or shared");
        if (config.Get(ComputeSection.ReservedHostCpus) > 0)
            throw Wrong(
                config, ComputeSection.ReservedHostCpus,
                "it excludes [compute] cpu_dedicated_set and cpu_shared_set: CPUs that are in neither are the host's own");
        return sets;

        ImmutableSortedSet<int>? Parse(ConfigOption<string?> option)
        {
            if (config.Get(option) is not { Length: > 0 } text)
                return null;
            Check(config, option, () => CpuSpec.Parse(text));
            return CpuSpec.Parse(text) is { Count: > 0 } cpus ? cpus : throw Wrong(config, option, $"no CPU is left of '{text}'");
        }
    }

    public static DockerEngineOptions ToDockerEngine(OsloConfig config)
    {
        var url = config.Get(DockerSection.HostUrl);
        if (!url.StartsWith("unix:///", StringComparison.Ordinal))
            throw Wrong(config, DockerSection.HostUrl, $"'{url}' is not supported; it must be unix:///path/of/docker.sock");
        var options = new DockerEngineOptions { Endpoint = url, Timeout = config.Get(DockerSection.Timeout) };
        return config.Get(DockerSection.ApiVersion) is { } version ? options with { ApiVersion = version } : options;
    }

    public static MonitoringOptions ToMonitoring(OsloConfig config)
    {
        var host = config.Get(DockerSection.MonitoringHost);
        if (!IPAddress.TryParse(host, out var address))
            throw Wrong(config, DockerSection.MonitoringHost, $"'{host}' is not an IP address");
        if (!IPAddress.IsLoopback(address) && !config.Get(DockerSection.MonitoringAllowRemote))
            throw Wrong(config, DockerSection.MonitoringHost, $"others reach '{host}'; set monitoring_allow_remote = true if they may, or use 127.0.0.1");
        var port = config.Get(DockerSection.MonitoringPort);
        return new MonitoringOptions(port == 0 ? null : new IPEndPoint(address, port));
    }

    public static OvsdbClientOptions ToOvsdb(OsloConfig config)
    {
        var endpoint = config.Get(DockerSection.OvsdbConnection);
        Check(config, DockerSection.OvsdbConnection, () => OvsdbEndpoint.Parse(endpoint));
        return new OvsdbClientOptions { Endpoint = endpoint };
    }

    public static InstanceNetworksOptions ToInstanceNetworks(OsloConfig config) => new()
    {
        Host = config.Get(ServiceSection.Host),
        RunDirectory = config.Get(DockerSection.RunDir),
        IntegrationBridge = config.Get(OpenStackSections.OvsBridge),
        PortTimeout = config.Get(DockerSection.PortTimeout),
    };

    public static InstanceNetworkPlanOptions ToNetworkPlan(OsloConfig config) => new()
    {
        Host = config.Get(ServiceSection.Host),
        IntegrationBridge = config.Get(OpenStackSections.OvsBridge),
    };

    public static NeutronNetworkOptions ToNeutronNetwork(OsloConfig config) => new()
    {
        Host = config.Get(ServiceSection.Host),
        OvsBridge = config.Get(OpenStackSections.OvsBridge),
        FlatInjected = config.Get(ComputeSection.FlatInjected),
    };

    public static ResourceOptions ToResources(OsloConfig config) => new()
    {
        Host = config.Get(ServiceSection.Host),
        MyIp = config.Get(ServiceSection.MyIp),
        ReservedHostCpus = config.Get(ComputeSection.ReservedHostCpus),
        ReservedHostMemoryMb = config.Get(ComputeSection.ReservedHostMemoryMb),
        ReservedHostDiskMb = config.Get(ComputeSection.ReservedHostDiskMb),
        CpuAllocationRatio = config.Get(ComputeSection.CpuAllocationRatio),
        RamAllocationRatio = config.Get(ComputeSection.RamAllocationRatio),
        DiskAllocationRatio = config.Get(ComputeSection.DiskAllocationRatio),
        InitialCpuAllocationRatio = config.Get(ComputeSection.InitialCpuAllocationRatio),
        InitialRamAllocationRatio = config.Get(ComputeSection.InitialRamAllocationRatio),
        InitialDiskAllocationRatio = config.Get(ComputeSection.InitialDiskAllocationRatio),
        PackNumaCells = config.Get(ComputeSection.PackHostNumaCells),
        AssociationRefresh = TimeSpan.FromSeconds(config.Get(ComputeSection.ResourceProviderAssociationRefresh)),
    };

    public static NodeIdentityOptions ToNodeIdentity(OsloConfig config) => new()
    {
        StatePath = config.Get(ServiceSection.StatePath),
        // nova/virt/node.py looks for compute_id beside the configuration too.
        ConfigFolders =
        [
            .. config.Sources.Select(static source => source.IsDirectory ? source.Path : Path.GetDirectoryName(Path.GetFullPath(source.Path))!).Distinct(),
        ],
    };

    public static PeriodicOptions ToPeriodic(OsloConfig config) => new()
    {
        PeriodicEnable = config.Get(ServiceSection.PeriodicEnable),
        PeriodicFuzzyDelay = TimeSpan.FromSeconds(config.Get(ServiceSection.PeriodicFuzzyDelay)),
        UpdateResourcesInterval = config.Get(ComputeSection.UpdateResourcesInterval),
        SyncPowerStateInterval = config.Get(ComputeSection.SyncPowerStateInterval),
        HealInstanceInfoCacheInterval = config.Get(ComputeSection.HealInstanceInfoCacheInterval) is { } heal ? TimeSpan.FromSeconds(heal) : null,
        RunningDeletedInstancePollInterval = config.Get(ComputeSection.RunningDeletedInstancePollInterval),
        RunningDeletedInstanceAction = config.Get(ComputeSection.RunningDeletedInstanceAction),
        RunningDeletedInstanceTimeout = config.Get(ComputeSection.RunningDeletedInstanceTimeout),
        InstanceDeleteInterval = config.Get(ComputeSection.InstanceDeleteInterval),
        MaximumInstanceDeleteAttempts = config.Get(ComputeSection.MaximumInstanceDeleteAttempts),
        ResizeConfirmWindow = config.Get(ComputeSection.ResizeConfirmWindow),
        InstanceBuildTimeout = config.Get(ComputeSection.InstanceBuildTimeout),
        RebootTimeout = config.Get(ComputeSection.RebootTimeout),
        InstanceUsageAudit = config.Get(NotificationsSection.UsageAudit),
        RescueTimeout = config.Get(ComputeSection.RescueTimeout),
        ShelvedPollInterval = config.Get(ComputeSection.ShelvedPollInterval),
        ImageCacheManagerInterval = TimeSpan.FromSeconds(config.Get(ComputeSection.ImageCacheManagerInterval)),
        ReconcileInterval = config.Get(DockerSection.ReconcileInterval),
        SchedulerInstanceSyncInterval = config.Get(ComputeSection.SchedulerInstanceSyncInterval),
    };

    // libvirt calls a host by its canonical name, and so do we where there is one.
    private static string FullyQualifiedName()
    {
        var name = Dns.GetHostName();
        try
        {
            var full = Dns.GetHostEntry(name).HostName;
            return full.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? full : name;
        }
        catch (SocketException)
        {
            return name;
        }
    }

    private static void Check<TOption, TResult>(OsloConfig config, ConfigOption<TOption> option, Func<TResult> parse)
    {
        try
        {
            parse();
        }
        catch (Exception problem) when (problem is not OsloConfigException)
        {
            throw Wrong(config, option, problem.Message, problem);
        }
    }

    private static OsloConfigException Wrong(OsloConfig config, ConfigOption option, string problem, Exception? cause = null) =>
        new(problem, config.LocationOf(option), option.Group, option.Name, cause);
}
