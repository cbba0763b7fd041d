using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>
/// The service under test for outages, in place of the lab's own: it reaches the REST services through proxies that can be broken, and its state
/// is on a small file system of its own that can be filled. Nothing of the lab is configured otherwise.
/// </summary>
public sealed class OutageService(LabSession lab) : IAsyncLifetime, IDisposable
{
    /// <summary>A download leaves 256 MB free; the rest is filled in a moment.</summary>
    private const int StateMegabytes = 384;

    private readonly TempDirectory _folder = new();
    private OwnService? _service;
    private bool _mounted;

    internal IssuedTokens Tokens { get; } = new();

    internal FaultProxy Keystone { get; private set; } = null!;

    internal FaultProxy Neutron { get; private set; } = null!;

    internal FaultProxy Glance { get; private set; } = null!;

    internal FaultProxy Placement { get; private set; } = null!;

    internal string StatePath => _folder.File("state");

    public async Task InitializeAsync()
    {
        if (LabEnvironment.Missing is not null || lab.Broken is not null)
            return;
        var environment = lab.Environment;
        Keystone = new FaultProxy(environment.AuthUrl, Tokens);
        Neutron = new FaultProxy(environment.NeutronUrl, Tokens);
        Glance = new FaultProxy(environment.GlanceUrl, Tokens);
        Placement = new FaultProxy(environment.PlacementUrl, Tokens);
        Directory.CreateDirectory(StatePath);
        await Command.RunAsync("mount", "-t", "tmpfs", "-o", $"size={StateMegabytes}m,mode=0755", "ndn-outages", StatePath);
        _mounted = true;
        lab.StatePath = StatePath;
        await File.WriteAllTextAsync(_folder.File("outages.conf"), Configuration());
        _service = await OwnService.StartAsync(lab, _folder.File("points"), _folder.File("outages.conf"));
    }

    public async Task DisposeAsync()
    {
        try
        {
            if (_service is not null)
                await _service.DisposeAsync();
            foreach (var proxy in new[] { Keystone, Neutron, Glance, Placement }.Where(proxy => proxy is not null))
                await proxy.DisposeAsync();
        }
        finally
        {
            lab.StatePath = null;
            if (_mounted)
                await Command.RunAsync("umount", StatePath);
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The last lines the service wrote, or those about a server.</summary>
    internal string Tail(int count, string? about = null) => _service?.Process.Tail(count, about) ?? "the service was not started";

    /// <summary>Takes all the room there is until the result is disposed of.</summary>
    internal Task<DiskFiller> FillDiskAsync() => DiskFiller.FillAsync(Path.Combine(StatePath, "filler"));

    private string Configuration()
    {
        // Less than the default of a minute for what hangs, and far more than a busy control plane takes.
        string Section(string name, string options) => $"[{name}]\nauth_url = {Keystone.Url}\ntimeout = 12\n{options}\n";
        return $"[DEFAULT]\nstate_path = {StatePath}\nperiodic_fuzzy_delay = 1\n"
            + Section("neutron", $"endpoint_override = {Neutron.Url}\n")
            + Section("glance", $"api_servers = {Glance.Url}\n")
            + Section("placement", $"endpoint_override = {Placement.Url}\n")
            + Section("service_user", string.Empty);
    }
}
