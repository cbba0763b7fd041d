namespace NovaDockerNet.OpenStack.Identity;

/// <summary>os-service-types: names under which a catalog may list the services we call.</summary>
static class ServiceTypes
{
    static readonly string[][] s_groups =
    [
        ["block-storage", "volumev3", "volumev2", "volume", "block-store"],
        ["shared-file-system", "sharev2", "share"],
        ["accelerator", "cyborg"],
    ];

    /// <summary>The type asked for first, then its other names.</summary>
    internal static IEnumerable<string> AllNames(string type) =>
        s_groups.FirstOrDefault(group => group.Contains(type)) is { } group ? group.Where(name => name != type).Prepend(type) : [type];
}
