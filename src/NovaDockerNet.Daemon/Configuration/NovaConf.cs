using NovaDockerNet.Daemon.Cli;
using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>nova.conf as this service reads it: every option there is, and how the file is found and checked.</summary>
internal static class NovaConf
{
    /// <summary>Grouped as they stand in the sample.</summary>
    public static OptionRegistry Registry { get; } = new(
    [
        .. ServiceSection.All, .. MessagingSection.Defaults, .. ComputeSection.Defaults, .. NotificationsSection.Defaults, .. LoggingSection.All,
        .. DockerSection.All, .. OpenStackSections.All, .. ComputeSection.Groups, .. ApiSection.All, .. SerialConsoleSection.All,
        .. NotificationsSection.Groups, .. MessagingSection.Groups,
    ]);

    /// <summary>Reads and checks everything, so that a mistake shows before anything is touched.</summary>
    public static OsloConfig Load(CommandLine commandLine, string? home)
    {
        var sources = commandLine.Sources;
        if (sources.Count == 0)
            sources = DefaultFiles(["/"], home);
        if (sources.Count == 0)
            throw new OsloConfigException("there is no /etc/nova/nova.conf; name a configuration with --config-file");

        var config = OsloConfig.Load(sources, commandLine.Debug ? new Dictionary<string, string> { ["debug"] = "true" } : null, Registry);
        config.Validate();
        config.RejectUnknown(DockerSection.Group, Registry);
        OptionMapping.CheckAll(config);
        return config;
    }

    /// <summary>
    /// oslo_config/cfg.py find_config_files for project nova and program nova-docker-net: of each name the first one found in ~/.nova, ~,
    /// /etc/nova and /etc; then the folders NAME.conf.d likewise.
    /// </summary>
    internal static IReadOnlyList<ConfigSource> DefaultFiles(IReadOnlyList<string> roots, string? home)
    {
        string[] folders =
        [
            .. home is { Length: > 0 } ? [Path.Combine(home, ".nova"), home] : Array.Empty<string>(),
            .. roots.SelectMany(static root => new[] { Path.Combine(root, "etc/nova"), Path.Combine(root, "etc") }),
        ];
        string[] names = ["nova", "nova-docker-net"];
        return
        [
            .. names.Select(name => folders.Select(folder => Path.Combine(folder, name + ".conf")).FirstOrDefault(File.Exists))
                .OfType<string>().Select(static file => new ConfigSource(file, false)),
            .. names.Select(name => folders.Select(folder => Path.Combine(folder, name + ".conf.d")).FirstOrDefault(Directory.Exists))
                .OfType<string>().Select(static folder => new ConfigSource(folder, true)),
        ];
    }
}
