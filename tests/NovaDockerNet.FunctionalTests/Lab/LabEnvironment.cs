namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>Where the lab is: what <c>contrib/lab env</c> exports, and what the tests need beside it.</summary>
internal sealed class LabEnvironment
{
    private static readonly string[] Required =
    [
        "OS_AUTH_URL", "OS_USERNAME", "OS_PASSWORD", "OS_PROJECT_NAME", "LAB_STATE", "LAB_NODE", "LAB_NOVA_CONF", "LAB_DOCKER_SOCKET", "LAB_DOCKER_HOST",
        "LAB_OVSDB", "LAB_RUN_DIR", "LAB_NEUTRON_URL", "LAB_GLANCE_URL", "LAB_PLACEMENT_URL", "LAB_RABBITMQCTL", "LAB_MYSQL_SOCKET",
    ];

    /// <summary>Why the tests cannot run here; null when they can.</summary>
    public static string? Missing { get; } = FindMissing();

    public string AuthUrl { get; } = Get("OS_AUTH_URL");

    public string UserName { get; } = Get("OS_USERNAME");

    public string Password { get; } = Get("OS_PASSWORD");

    public string ProjectName { get; } = Get("OS_PROJECT_NAME");

    /// <summary>Everything of the lab that survives it being stopped.</summary>
    public string StateFolder { get; } = Get("LAB_STATE");

    /// <summary>[DEFAULT] host of the service under test, and its node name.</summary>
    public string Host { get; } = Get("LAB_NODE");

    public string NovaConf { get; } = Get("LAB_NOVA_CONF");

    /// <summary>unix:///path</summary>
    public string DockerHost { get; } = Get("LAB_DOCKER_HOST");

    public string Ovsdb { get; } = Get("LAB_OVSDB");

    /// <summary>[docker] run_dir.</summary>
    public string RunFolder { get; } = Get("LAB_RUN_DIR");

    public string NeutronUrl { get; } = Get("LAB_NEUTRON_URL");

    public string GlanceUrl { get; } = Get("LAB_GLANCE_URL");

    public string PlacementUrl { get; } = Get("LAB_PLACEMENT_URL");

    /// <summary>Of the databases of the control plane.</summary>
    public string DatabaseSocket { get; } = Get("LAB_MYSQL_SOCKET");

    public string Rabbitmqctl { get; } = Get("LAB_RABBITMQCTL");

    /// <summary>Archives made by contrib/images/build.</summary>
    public string Images { get; } = Get("LAB_IMAGES");

    /// <summary>contrib/lab.</summary>
    public string Command { get; } = Get("LAB_COMMAND");

    public string Executable => Path.Combine(StateFolder, "publish", "nova-docker-net");

    /// <summary>[DEFAULT] state_path.</summary>
    public string StatePath => File.ReadLines(NovaConf).Select(line => line.Split('=', 2)).First(pair => pair[0].Trim() == "state_path")[1].Trim();

    private static string? FindMissing()
    {
        if (Required.FirstOrDefault(name => Get(name).Length == 0) is { } name)
            return $"needs the lab: {name} is not set (sudo contrib/lab up; eval \"$(sudo contrib/lab env)\")";
        if (!File.Exists(Get("LAB_DOCKER_SOCKET")))
            return $"needs the lab: {Get("LAB_DOCKER_SOCKET")} does not exist (sudo contrib/lab up)";
        if (!Environment.IsPrivilegedProcess)
            return "needs root: namespaces and the lab's sockets are root's";
        if (!File.Exists(Path.Combine(Get("LAB_IMAGES"), "test.tar")))
            return "needs the lab's images: LAB_IMAGES is not a folder with test.tar (contrib/images/build DIR)";
        return File.Exists(Get("LAB_COMMAND")) ? null : "needs LAB_COMMAND: the path of contrib/lab";
    }

    private static string Get(string name) => Environment.GetEnvironmentVariable(name) ?? string.Empty;
}
