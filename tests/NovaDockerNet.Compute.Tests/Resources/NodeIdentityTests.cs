using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Guests;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Resources;

public class NodeIdentityTests
{
    private const string Known = "11111111-2222-3333-4444-555555555555";

    [Fact]
    public async Task A_new_host_writes_its_identity_and_keeps_it()
    {
        using var host = new HostFixture("31");

        await host.Identity.EnsureAsync(default);

        Assert.Equal(host.Identity.Uuid, File.ReadAllText(Path.Combine(host.Folder.Path, "compute_id")));
        var first = host.Identity.Uuid;
        await host.Identity.EnsureAsync(default);
        Assert.Equal(first, host.Identity.Uuid);
    }

    [Fact]
    public async Task A_release_without_identity_writes_nothing()
    {
        using var host = new HostFixture("26");

        await host.Identity.EnsureAsync(default);

        Assert.Empty(Directory.EnumerateFiles(host.Folder.Path));
        Assert.Throws<InvalidOperationException>(() => host.Identity.Uuid);
    }

    [Fact]
    public async Task An_upgraded_host_adopts_the_uuid_of_its_node()
    {
        using var host = await new HostFixture("31").StartedAsync();
        File.Delete(Path.Combine(host.Folder.Path, "compute_id"));
        host.Conductor.Service!["version"] = 64;
        host.Conductor.Node!["uuid"] = Known;

        await host.Identity.EnsureAsync(default);

        Assert.Equal(Known, host.Identity.Uuid);
    }

    [Fact]
    public async Task A_lost_identity_refuses_to_start()
    {
        using var host = await new HostFixture("31").StartedAsync();
        File.Delete(Path.Combine(host.Folder.Path, "compute_id"));

        var e = await Assert.ThrowsAsync<InvalidConfiguration>(() => host.Identity.EnsureAsync(default));

        Assert.Contains(Path.Combine(host.Folder.Path, "compute_id"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renamed_host_refuses_to_start()
    {
        using var host = await new HostFixture("31").StartedAsync();
        host.Conductor.Node!["hypervisor_hostname"] = "node9";
        await Assert.ThrowsAsync<InvalidConfiguration>(() => host.Identity.EnsureAsync(default));

        host.Conductor.Node["host"] = "node9";
        await Assert.ThrowsAsync<InvalidConfiguration>(() => host.Identity.EnsureAsync(default));
    }

    [Fact]
    public async Task A_host_without_service_record_but_with_guests_refuses_to_start()
    {
        using var host = new HostFixture("31");
        host.Guests.Add(new GuestInfo(HostFixture.Uuid, "c", PowerState.Running));

        await Assert.ThrowsAsync<InvalidConfiguration>(() => host.Identity.EnsureAsync(default));
    }

    [Fact]
    public async Task A_file_that_is_no_uuid_is_named()
    {
        using var host = new HostFixture("31");
        File.WriteAllText(Path.Combine(host.Folder.Path, "compute_id"), "nonsense");

        Assert.Contains("compute_id", (await Assert.ThrowsAsync<InvalidConfiguration>(() => host.Identity.EnsureAsync(default))).Message, StringComparison.Ordinal);
    }
}
