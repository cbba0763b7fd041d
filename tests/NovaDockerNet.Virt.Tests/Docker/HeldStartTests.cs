using System.Diagnostics;
using Moq;
using NovaDockerNet.Networking.Containers;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Virt.Tests.Docker;

/// <summary>Containers that are started while their network is still being made, with the real nova-runc between Docker and what it starts.</summary>
public sealed class HeldStartTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TempDirectory _bindings = new();
    private readonly DriverHarness _harness = new(heldStarts: 1);

    public HeldStartTests()
    {
        var containers = new ContainerNamespaces(_bindings.Path);
        _harness.Networks.Setup(n => n.PrepareAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback(() => _harness.Docker.Note("prepare")).Returns(Task.CompletedTask);
        _harness.Networks.Setup(n => n.HoldContainerAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .Returns((string id, string _, bool ownControlGroup, CancellationToken token) =>
            {
                _harness.Docker.Note($"hold {id}");
                return containers.HoldAsync(id, "/run/netns/one", ownControlGroup, token);
            });
        _harness.Networks.Setup(n => n.BindContainerAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .Returns((string id, string _, bool ownControlGroup, CancellationToken token) =>
            {
                _harness.Docker.Note($"bind {id}");
                return containers.BindAsync(id, "/run/netns/one", ownControlGroup, token);
            });
        _harness.Docker.Runtime = StartAsync;
    }

    public void Dispose()
    {
        _harness.Dispose();
        _bindings.Dispose();
    }

    [Fact]
    public async Task Docker_starts_the_container_beside_neutron_and_its_process_waits_for_the_network()
    {
        var (network, plugged) = (new TaskCompletionSource<NetworkInfo>(), new TaskCompletionSource());
        var spawning = _harness.Driver.SpawnAsync(
            _harness.Request(network.Task, new DriverHarness.PlugWait(_harness.Docker, plugged.Task)), None);
        await Eventually.TrueAsync(() => _harness.Calls.Contains("runtime 1"), "the start is held");
        Assert.Equal(["prepare", "hold 1", "runtime 1"], _harness.Calls.ToList()[^3..]);
        // Mounted by now, so they are there.
        Assert.Equal("", await File.ReadAllTextAsync(_harness.Folder.HostsPath));
        Assert.Equal("", await File.ReadAllTextAsync(_harness.Folder.ResolvConfPath));

        network.SetResult(TestObjects.Network());
        await Eventually.TrueAsync(() => _harness.Calls.Contains("plug"), "the network is plugged");
        Assert.DoesNotContain("start 1", _harness.Calls);

        plugged.SetResult();
        await spawning;
        Assert.Equal(["start 1", "announce", "disarm"], _harness.Calls.ToList()[^3..]);
        Assert.Contains("10.0.0.5\ti1", await File.ReadAllTextAsync(_harness.Folder.HostsPath), StringComparison.Ordinal);
        Assert.Equal("/run/netns/one\n", await File.ReadAllTextAsync(Path.Combine(_bindings.Path, "1")));
        Assert.Single(Directory.GetFiles(_bindings.Path));
    }

    [Fact]
    public async Task A_network_that_fails_gives_the_start_up_before_anything_is_removed()
    {
        var network = new TaskCompletionSource<NetworkInfo>();
        var spawning = _harness.Driver.SpawnAsync(_harness.Request(network.Task), None);
        await Eventually.TrueAsync(() => _harness.Calls.Contains("runtime 1"), "the start is held");

        network.SetException(new PortLimitExceeded());
        await Assert.ThrowsAsync<PortLimitExceeded>(() => spawning);

        Assert.Equal(["refused 1", "remove 1", "unbind 1", "unplug"], _harness.Calls.ToList()[^4..]);
        Assert.DoesNotContain("start 1", _harness.Calls);
        Assert.Empty(_harness.Docker.Containers);
        Assert.False(_harness.Folder.Exists);
    }

    [Fact]
    public async Task A_deletion_gives_the_start_up()
    {
        using var deletion = new CancellationTokenSource();
        var spawning = _harness.Driver.SpawnAsync(
            _harness.Request(plugged: new DriverHarness.PlugWait(_harness.Docker, new TaskCompletionSource().Task)), deletion.Token);
        await Eventually.TrueAsync(() => _harness.Calls.Contains("runtime 1") && _harness.Calls.Contains("plug"), "all but the switch is ready");

        await deletion.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => spawning);
        Assert.DoesNotContain("start 1", _harness.Calls);
        Assert.Empty(_harness.Docker.Containers);
    }

    [Fact]
    public async Task What_cannot_be_started_ahead_is_started_after_the_network()
    {
        var plugged = new TaskCompletionSource();
        // As a nova-runc does that does not know the word.
        _harness.Docker.Runtime = id => Task.FromResult(
            File.ReadAllText(Path.Combine(_bindings.Path, id)).Contains("held", StringComparison.Ordinal) ? "not known" : null);
        var spawning = _harness.Driver.SpawnAsync(_harness.Request(plugged: new DriverHarness.PlugWait(_harness.Docker, plugged.Task)), None);
        await Eventually.TrueAsync(() => _harness.Calls.Contains("hold 1") && _harness.Calls.Contains("plug"), "the start is tried, the network plugged");

        plugged.SetResult();
        await spawning;
        Assert.Equal(["bind 1", "start 1", "announce", "disarm"], _harness.Calls.ToList()[^4..]);
    }

    [Fact]
    public async Task No_more_than_held_starts_are_held()
    {
        var plugged = new TaskCompletionSource();
        var first = _harness.Driver.SpawnAsync(_harness.Request(plugged: new DriverHarness.PlugWait(_harness.Docker, plugged.Task)), None);
        await Eventually.TrueAsync(() => _harness.Calls.Contains("runtime 1"), "the first is held");
        var other = TestObjects.Instance();
        other.Uuid = Guid.NewGuid().ToString();
        await _harness.Driver.SpawnAsync(_harness.Request() with { Instance = other }, None);
        Assert.DoesNotContain("hold 2", _harness.Calls);
        Assert.Contains("start 2", _harness.Calls);

        plugged.SetResult();
        await first;
        Assert.Contains("start 1", _harness.Calls);
    }

    [Fact]
    public async Task A_stopped_server_is_started_beside_neutron_as_well()
    {
        await _harness.Driver.SpawnAsync(_harness.Request(), None);
        await _harness.Driver.PowerOffAsync(TestObjects.Uuid, TimeSpan.Zero, None);
        var (network, before) = (new TaskCompletionSource<NetworkInfo>(), _harness.Calls.Count());
        var starting = _harness.Driver.PowerOnAsync(new RequestContext([]), TestObjects.Instance(), network.Task, None);
        await Eventually.TrueAsync(() => _harness.Calls.Skip(before).Contains("runtime 1"), "the start is held");
        Assert.Equal(["prepare", "hold 1", "runtime 1"], _harness.Calls.Skip(before));

        network.SetResult(TestObjects.Network());
        await starting;
        Assert.Equal(["plug", "start 1", "announce"], _harness.Calls.Skip(before + 3));
    }

    [Fact]
    public async Task A_stopped_server_whose_network_fails_can_be_started_by_anybody_as_before()
    {
        await _harness.Driver.SpawnAsync(_harness.Request(), None);
        await _harness.Driver.PowerOffAsync(TestObjects.Uuid, TimeSpan.Zero, None);
        var (network, before) = (new TaskCompletionSource<NetworkInfo>(), _harness.Calls.Count());
        var starting = _harness.Driver.PowerOnAsync(new RequestContext([]), TestObjects.Instance(), network.Task, None);
        await Eventually.TrueAsync(() => _harness.Calls.Skip(before).Contains("runtime 1"), "the start is held");

        network.SetException(new PortLimitExceeded());
        await Assert.ThrowsAsync<PortLimitExceeded>(() => starting);
        Assert.Equal(["prepare", "hold 1", "runtime 1", "refused 1", "bind 1"], _harness.Calls.Skip(before));
        Assert.Equal(PowerState.Shutdown, (await _harness.Driver.GetGuestAsync(TestObjects.Uuid, None))!.PowerState);
        Assert.Null(await StartAsync("1"));
    }

    /// <summary>Docker's part, with contrib/nova-runc and a runc that does nothing.</summary>
    private async Task<string?> StartAsync(string id)
    {
        _harness.Docker.Note($"runtime {id}");
        var start = new ProcessStartInfo(
            Path.Combine(Repository.Root, "contrib", "nova-runc", "nova-runc"), [$"--netns-dir={_bindings.Path}", "--runc=true", "start", id])
        { RedirectStandardError = true };
        using var runtime = Process.Start(start)!;
        var said = await runtime.StandardError.ReadToEndAsync();
        await runtime.WaitForExitAsync();
        if (runtime.ExitCode == 0)
            return null;
        _harness.Docker.Note($"refused {id}");
        return said;
    }
}
