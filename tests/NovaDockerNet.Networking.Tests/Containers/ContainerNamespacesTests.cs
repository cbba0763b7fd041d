using System.Diagnostics;
using NovaDockerNet.Networking.Containers;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Networking.Tests.Containers;

public sealed class ContainerNamespacesTests : IDisposable
{
    private const string Container = "4f1c7e9d2b3a4c5d6e7f80910a1b2c3d4e5f60718293a4b5c6d7e8f901234567";
    private readonly TempDirectory _directory = new();

    private string Folder => _directory.File("netns-by-container");

    [Fact]
    public async Task The_file_holds_the_path_and_what_is_asked_for_and_nothing_else_is_left()
    {
        var containers = new ContainerNamespaces(Folder);
        await containers.BindAsync(Container, "/run/one", ownControlGroup: true, CancellationToken.None);
        Assert.Equal("/run/one\nown-cgroup\n", await File.ReadAllTextAsync(Path.Combine(Folder, Container)));
        await containers.BindAsync(Container, "/run/nova-docker-net/netns/x", ownControlGroup: false, CancellationToken.None);
        Assert.Equal("/run/nova-docker-net/netns/x\n", await File.ReadAllTextAsync(Path.Combine(Folder, Container)));
        Assert.Single(Directory.GetFileSystemEntries(Folder));

        containers.Unbind(Container);
        containers.Unbind(Container);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task A_start_that_is_held_is_let_go_by_a_file_without_the_word()
    {
        var containers = new ContainerNamespaces(Folder);
        var file = Path.Combine(Folder, Container);
        using var hold = await containers.HoldAsync(Container, "/run/one", ownControlGroup: true, CancellationToken.None);
        Assert.Equal("/run/one\nown-cgroup held\n", await File.ReadAllTextAsync(file));
        Assert.False(await CanBeLockedAsync(file));

        await hold.ReleaseAsync();
        Assert.Equal("/run/one\nown-cgroup\n", await File.ReadAllTextAsync(file));
        Assert.True(await CanBeLockedAsync(file));
        Assert.Single(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task A_start_that_is_given_up_is_still_held_by_word()
    {
        var containers = new ContainerNamespaces(Folder);
        var file = Path.Combine(Folder, Container);
        var hold = await containers.HoldAsync(Container, "/run/one", ownControlGroup: false, CancellationToken.None);
        hold.Dispose();
        Assert.Equal("/run/one\nheld\n", await File.ReadAllTextAsync(file));
        Assert.True(await CanBeLockedAsync(file));

        // Too late, and twice.
        await hold.ReleaseAsync();
        hold.Dispose();
        Assert.Equal("/run/one\nheld\n", await File.ReadAllTextAsync(file));

        await containers.BindAsync(Container, "/run/one", ownControlGroup: false, CancellationToken.None);
        Assert.Equal("/run/one\n", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task What_nova_runc_has_locked_is_replaced_all_the_same()
    {
        var containers = new ContainerNamespaces(Folder);
        var file = Path.Combine(Folder, Container);
        (await containers.HoldAsync(Container, "/run/one", ownControlGroup: false, CancellationToken.None)).Dispose();
        using var locked = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        await containers.BindAsync(Container, "/run/one", ownControlGroup: false, CancellationToken.None);
        Assert.Equal("/run/one\n", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public void Unbinding_before_anything_was_bound_is_no_error() => new ContainerNamespaces(Folder).Unbind(Container);

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("a.b")]
    public async Task What_is_no_container_id_is_refused(string id)
        => await Assert.ThrowsAsync<ArgumentException>(() => new ContainerNamespaces(Folder).BindAsync(id, "/run/x", ownControlGroup: false, CancellationToken.None));

    /// <summary>As nova-runc does.</summary>
    private static async Task<bool> CanBeLockedAsync(string file)
    {
        using var flock = Process.Start("flock", ["--exclusive", "--nonblock", file, "true"]);
        await flock.WaitForExitAsync();
        return flock.ExitCode == 0;
    }

    public void Dispose() => _directory.Dispose();
}
