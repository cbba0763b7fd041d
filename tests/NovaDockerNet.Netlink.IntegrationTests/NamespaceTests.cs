using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Netlink.IntegrationTests;

public sealed class NamespaceTests
{
    [SkippableFact]
    public async Task A_namespace_is_made_once_opened_again_and_deleted()
    {
        using var fixture = new NamespacesFixture();
        var folder = new NetworkNamespaceFolder(fixture.Folder);
        folder.Ensure();
        folder.Ensure();

        string identity;
        using (var created = await folder.EnsureAsync("one", CancellationToken.None))
        using (var again = await folder.EnsureAsync("one", CancellationToken.None))
        {
            identity = await IdentityAsync(created);
            Assert.Equal(identity, await IdentityAsync(again));
            Assert.NotEqual(Identity(), identity);
        }

        Assert.Equal(["one"], folder.List());
        Assert.Single(await MountsBelowAsync(fixture.Folder + "/"));
        Assert.True(folder.Delete("one"));
        Assert.False(folder.Delete("one"));
        Assert.Empty(folder.List());
        Assert.Empty(await MountsBelowAsync(fixture.Folder + "/"));
    }

    [SkippableFact]
    public async Task The_folder_is_a_private_mount()
    {
        using var fixture = new NamespacesFixture();
        new NetworkNamespaceFolder(fixture.Folder).Ensure();
        var line = Assert.Single(await MountsBelowAsync(fixture.Folder + " "));
        Assert.Contains("- tmpfs", line, StringComparison.Ordinal);
        Assert.DoesNotContain("shared:", line, StringComparison.Ordinal);
        Assert.DoesNotContain("master:", line, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_file_whose_mount_is_gone_is_made_anew()
    {
        using var fixture = new NamespacesFixture();
        var folder = new NetworkNamespaceFolder(fixture.Folder);
        folder.Ensure();
        (await folder.EnsureAsync("lost", CancellationToken.None)).Dispose();
        await Command.RunAsync("umount", folder.PathOf("lost"));
        Assert.Null(folder.TryOpen("lost"));

        using var restored = await folder.EnsureAsync("lost", CancellationToken.None);
        Assert.NotEqual(Identity(), await IdentityAsync(restored));
        Assert.True(folder.Delete("lost"));
    }

    [SkippableFact]
    public async Task No_thread_stays_in_another_namespace()
    {
        using var fixture = new NamespacesFixture();
        var folder = new NetworkNamespaceFolder(fixture.Folder);
        folder.Ensure();
        var home = Identity();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(async number =>
        {
            using var created = await folder.EnsureAsync($"n{number}", CancellationToken.None);
            // What runs here was resumed by a thread that the dedicated one may have caused to be started.
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Assert.Equal(home, Identity()))));
            Assert.NotEqual(home, await IdentityAsync(created));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Assert.Equal(home, Identity()))));
        }));
        foreach (var name in folder.List()) folder.Delete(name);

        await Eventually.TrueAsync(
            () => ThreadNamespaces().All(identity => identity == home),
            "all threads of the process are in its own network namespace");
    }

    [SkippableFact]
    public async Task An_exception_inside_comes_out_and_the_thread_is_back_home()
    {
        using var fixture = new NamespacesFixture();
        var folder = new NetworkNamespaceFolder(fixture.Folder);
        folder.Ensure();
        using (var created = await folder.EnsureAsync("one", CancellationToken.None))
            await Assert.ThrowsAsync<InvalidOperationException>(() => created.RunAsync(() => throw new InvalidOperationException("inside")));
        folder.Delete("one");
        Assert.All(ThreadNamespaces(), identity => Assert.Equal(Identity(), identity));
    }

    [SkippableFact]
    public async Task Settings_are_written_inside_only()
    {
        using var fixture = new NamespacesFixture();
        var folder = new NetworkNamespaceFolder(fixture.Folder);
        folder.Ensure();
        const string key = "ipv4/conf/default/rp_filter";
        var outside = await Sysctl.ReadAsync(null, key);
        using (var created = await folder.EnsureAsync("one", CancellationToken.None))
        {
            await Sysctl.WriteAsync(created, [new(key, "1"), new("ipv4/conf/default/no_such_key", "1")]);
            Assert.Equal("1", await Sysctl.ReadAsync(created, key));
            await Sysctl.WriteAsync(created, [new(key, "0")]);
            Assert.Equal("0", await Sysctl.ReadAsync(created, key));
        }

        folder.Delete("one");
        Assert.Equal(outside, await Sysctl.ReadAsync(null, key));
    }

    private static string Identity() => new FileInfo("/proc/thread-self/ns/net").LinkTarget!;

    private static Task<string> IdentityAsync(NetworkNamespace target) => target.RunAsync(Identity);

    private static List<string> ThreadNamespaces()
    {
        var found = new List<string>();
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                if (new FileInfo(Path.Combine(task, "ns/net")).LinkTarget is { } target) found.Add(target);
            }
            catch (IOException)
            {
                // The thread has ended.
            }
        }

        return found;
    }

    private static async Task<List<string>> MountsBelowAsync(string prefix)
        => [.. (await File.ReadAllLinesAsync("/proc/self/mountinfo")).Where(line => line.Contains(' ' + prefix, StringComparison.Ordinal))];
}
