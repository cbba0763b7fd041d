using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Plans;

/// <summary>The Docker labels that say which container is which server. A container is ours only with the uuid's label and our host's.</summary>
public static class GuestLabels
{
    public const string Prefix = "org.openstack.nova.";
    public const string InstanceUuid = Prefix + "instance-uuid";
    public const string InstanceName = Prefix + "instance-name";
    public const string Host = Prefix + "host";
    public const string Project = Prefix + "project";
    public const string User = Prefix + "user";
    public const string ImageId = Prefix + "image-id";
    public const string Flavor = Prefix + "flavor";
    public const string MemoryMb = Prefix + "memory-mb";
    public const string Vcpus = Prefix + "vcpus";
    public const string RootGb = Prefix + "root-gb";

    /// <summary>What the container is for its server. Always said, as is <see cref="Init"/>: an image may come with labels of its own.</summary>
    public const string Role = Prefix + "role";

    /// <summary>"systemd" where that is process 1.</summary>
    public const string Init = Prefix + "init";

    internal const string ServerRole = "server";
    internal const string RescueRole = "rescue";

    /// <summary>Made to look into the image; never started.</summary>
    internal const string ProbeRole = "probe";

    internal const string Systemd = "systemd";

    /// <summary>Label filters that select this host's guests, or one of them.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<string>> Filter(string host, string? instanceUuid = null) =>
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["label"] = [$"{Host}={host}", instanceUuid is null ? InstanceUuid : $"{InstanceUuid}={instanceUuid}"],
        };

    internal static SortedDictionary<string, string> For(Instance instance, string instanceName, string imageId, string host)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [InstanceUuid] = instance.Uuid,
            [InstanceName] = instanceName,
            [Host] = host,
            [ImageId] = imageId,
            [Flavor] = instance.Flavor.Name ?? instance.Flavor.Flavorid,
            [MemoryMb] = Number(instance.Flavor.MemoryMb),
            [Vcpus] = Number(instance.Flavor.Vcpus),
            [RootGb] = Number(instance.Flavor.RootGb),
            [Role] = ServerRole,
            [Init] = "",
        };
        if (instance.ProjectId is { } project)
            labels[Project] = project;
        if (instance.UserId is { } user)
            labels[User] = user;
        return labels;
    }

    /// <summary>The labels with one of them changed.</summary>
    internal static SortedDictionary<string, string> With(IReadOnlyDictionary<string, string> labels, string name, string value) =>
        new(labels.ToDictionary(), StringComparer.Ordinal) { [name] = value };

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
