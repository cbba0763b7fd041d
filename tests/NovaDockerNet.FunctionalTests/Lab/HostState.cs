using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>Everything a server may leave behind: containers, namespaces, devices, switch ports, Neutron ports, allocations, files.</summary>
internal sealed record HostState(IReadOnlyDictionary<string, IReadOnlySet<string>> Kinds)
{
    public static async Task<HostState> TakeAsync(LabSession lab)
    {
        var environment = lab.Environment;
        var statePath = lab.StatePath ?? environment.StatePath;
        var containers = await lab.Docker.Containers.ListAsync(new ListContainersParameters { All = true }, CancellationToken.None);
        var switchPorts = await Command.RunAsync("ovs-vsctl", $"--db={environment.Ovsdb}", "--timeout=20", "list-ports", "br-int");
        var ports = await lab.Admin.Network.GetAsync("/v2.0/ports?fields=id", CancellationToken.None);
        var allocations = await lab.Admin.Placement.GetAsync($"/resource_providers/{lab.ProviderId}/allocations", CancellationToken.None);
        return new HostState(new Dictionary<string, IReadOnlySet<string>>
        {
            ["containers"] = containers.Select(container => string.Join(',', container.Names)).ToHashSet(),
            ["namespaces"] = Names(Path.Combine(environment.RunFolder, "netns")),
            ["namespaces by container"] = Names(Path.Combine(environment.RunFolder, "netns-by-container")),
            ["host devices"] = Names("/sys/class/net").Where(name => name.StartsWith("tap", StringComparison.Ordinal)).ToHashSet(),
            ["ports of br-int"] = switchPorts.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(),
            ["Neutron ports"] = ports["ports"]!.Select(port => (string)port["id"]!).ToHashSet(),
            ["allocations"] = ((Newtonsoft.Json.Linq.JObject)allocations["allocations"]!).Properties().Select(consumer => consumer.Name).ToHashSet(),
            ["instance folders"] = Names(Path.Combine(statePath, "instances")),
            ["temporary files"] = TemporaryFiles(statePath, environment.RunFolder),
            ["intents"] = Names(Path.Combine(statePath, "intents")),
        });
    }

    /// <summary>Waits until nothing is left over and nothing is missing; fails with the differences.</summary>
    public async Task AssertRestoredAsync(LabSession lab)
    {
        string? difference = null;
        var deadline = DateTime.UtcNow.AddSeconds(45);
        do
        {
            difference = Differences(await TakeAsync(lab));
            if (difference is null)
                return;
            await Task.Delay(500);
        }
        while (DateTime.UtcNow < deadline);
        Assert.Fail($"the host is not as it was before:\n{difference}");
    }

    private string? Differences(HostState now)
    {
        var lines = Kinds.Keys.SelectMany(kind => now.Kinds[kind].Except(Kinds[kind]).Select(name => $"{kind}: left over {name}")
            .Concat(Kinds[kind].Except(now.Kinds[kind]).Select(name => $"{kind}: missing {name}"))).ToList();
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }

    private static HashSet<string> TemporaryFiles(string statePath, string runFolder) =>
    [
        .. Directory.EnumerateFiles(statePath, "*.new", SearchOption.AllDirectories),
        .. Names(Path.Combine(statePath, "images", "downloads")),
        .. Names(Path.Combine(runFolder, "netns-by-container")).Where(name => name.StartsWith('.')),
    ];

    private static HashSet<string> Names(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))] : [];
}
