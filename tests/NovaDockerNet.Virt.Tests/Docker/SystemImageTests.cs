using System.Formats.Tar;
using System.Text;
using Moq;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Tests.Docker;

/// <summary>Whether an image is a system is seen in a container that is made to look into it.</summary>
public sealed class SystemImageTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DriverHarness _harness = new();

    public SystemImageTests() => _harness.Images.Setup(i => i.PrepareAsync(It.IsAny<RequestContext>(), It.IsAny<JObject>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(new GuestImage(TestObjects.ImageId, "nova/img:1", "sha256:1", 1000) { Command = ["/sbin/init"] });

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_system_is_looked_at_once_without_mounts_and_gets_its_control_group_at_every_start()
    {
        var probes = new List<JObject>();
        InitLinksTo("/lib/systemd/systemd", probes.Add);
        await _harness.Driver.SpawnAsync(_harness.Request(), None);

        var probe = Assert.Single(probes);
        Assert.Equal("probe", (string?)probe["Labels"]![GuestLabels.Role]);
        Assert.Null(probe["HostConfig"]!["Binds"]);
        var server = (JObject)Assert.Single(_harness.Docker.Containers).Value["Request"]!;
        Assert.Equal(("server", "systemd"), ((string?)server["Labels"]![GuestLabels.Role], (string?)server["Labels"]![GuestLabels.Init]));
        Assert.Contains("container=docker", server["Env"]!.Values<string>());
        Assert.Contains("bind 2 own-cgroup", _harness.Calls);

        await _harness.Driver.PowerOffAsync(TestObjects.Uuid, TimeSpan.Zero, None);
        await _harness.Driver.PowerOnAsync(new RequestContext([]), TestObjects.Instance(), TestObjects.Network(), None);
        Assert.Equal(2, _harness.Calls.Count(call => call == "bind 2 own-cgroup"));

        await _harness.Driver.DestroyAsync(TestObjects.Uuid, TestObjects.Network(), destroyDisks: true, None);
        await _harness.Driver.SpawnAsync(_harness.Request(), None);
        Assert.Single(probes);
    }

    [Fact]
    public async Task An_init_that_is_no_systemd_is_any_other_program()
    {
        InitLinksTo("busybox", _ => { });
        await _harness.Driver.SpawnAsync(_harness.Request(), None);

        var server = (JObject)Assert.Single(_harness.Docker.Containers).Value["Request"]!;
        Assert.Equal("", (string?)server["Labels"]![GuestLabels.Init]);
        Assert.Contains("bind 2", _harness.Calls);
    }

    [Fact]
    public async Task An_image_that_cannot_be_looked_into_leaves_nothing()
    {
        _harness.Docker.Intercept = call => call.Contains("/archive", StringComparison.Ordinal) ? (500, """{"message":"broken"}""") : null;

        var e = await Assert.ThrowsAsync<InstanceDeployFailure>(() => _harness.Driver.SpawnAsync(_harness.Request(), None));

        Assert.Contains("broken", e.Message, StringComparison.Ordinal);
        Assert.Empty(_harness.Docker.Containers);
    }

    private void InitLinksTo(string target, Action<JObject> look)
    {
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "init") { LinkName = target });
        _harness.Docker.Intercept = call =>
        {
            if (!call.StartsWith("GET", StringComparison.Ordinal) || !call.Contains("/archive", StringComparison.Ordinal))
                return null;
            look((JObject)_harness.Docker.Containers.Single().Value["Request"]!);
            return (200, Encoding.ASCII.GetString(archive.ToArray()));
        };
    }
}
