using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>Suspending, quiescing, password, crash dump and diagnostics on a real dockerd.</summary>
[Collection("driver")]
public sealed class GuestActionTests(DriverFixture fixture) : IAsyncLifetime
{
    private static readonly RequestContext Context = new([]);
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _uuid = Guid.NewGuid().ToString();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        try
        {
            await fixture.Driver.DestroyAsync(_uuid, null, destroyDisks: true, None);
        }
        catch (SkipException)
        {
            // The test itself has skipped, with the reason.
        }
    }

    [SkippableFact]
    public async Task A_suspended_guest_stands_still_gives_its_cache_back_and_goes_on()
    {
        await SpawnAsync("/bin/sh -c 'dd if=/dev/zero of=/cache bs=1M count=20 2>/dev/null; sync; cat /cache >/dev/null; while :; do echo tick; sleep 0.1; done'");
        await fixture.WaitForOutputAsync(_uuid, "tick");
        var before = (await fixture.Driver.GetDiagnosticsAsync(_uuid, None)).MemoryUsed;

        await fixture.Driver.SuspendAsync(_uuid, None);

        Assert.Equal(PowerState.Suspended, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
        Assert.Equal(PowerState.Suspended, Assert.Single(await fixture.Driver.ListGuestsAsync(None)).PowerState);
        var after = (await fixture.Driver.GetDiagnosticsAsync(_uuid, None)).MemoryUsed;
        Assert.True(after < before - (10 << 20), $"{before} bytes before, {after} after");
        var ticks = await TicksAsync();
        await Task.Delay(500);
        Assert.Equal(ticks, await TicksAsync());
        await Assert.ThrowsAsync<InstanceNotRunning>(() => fixture.Driver.SetAdminPasswordAsync(DriverFixture.Instance(_uuid), "x", None));

        await fixture.Driver.SuspendAsync(_uuid, None);
        await fixture.Driver.ResumeAsync(Context, DriverFixture.Instance(_uuid), DriverFixture.Network(_uuid), None);
        Assert.Equal(PowerState.Running, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
        await Eventually.TrueAsync(async () => await TicksAsync() > ticks, "the guest goes on");

        // Paused is something else, also right after.
        await fixture.Driver.PauseAsync(_uuid, None);
        Assert.Equal(PowerState.Paused, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
    }

    [SkippableFact]
    public async Task A_suspended_guest_that_went_down_is_started_by_resume()
    {
        await SpawnAsync("/bin/sh -c 'echo boot; exec sleep 1000'");
        await fixture.WaitForOutputAsync(_uuid, "boot");
        await fixture.Driver.SuspendAsync(_uuid, None);
        await fixture.Driver.PowerOffAsync(_uuid, TimeSpan.Zero, None);
        Assert.Equal(PowerState.Shutdown, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);

        await fixture.Driver.ResumeAsync(Context, DriverFixture.Instance(_uuid), DriverFixture.Network(_uuid), None);

        Assert.Equal(PowerState.Running, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
        await Eventually.TrueAsync(
            async () => (await fixture.Driver.GetConsoleOutputAsync(_uuid, null, None)).Split("boot").Length == 3, "it has booted twice");
    }

    [SkippableFact]
    public async Task A_quiesced_guest_still_counts_as_running()
    {
        await SpawnAsync("/bin/sh -c 'exec sleep 1000'");
        await fixture.Driver.QuiesceAsync(_uuid, None);
        Assert.Equal("paused", (await fixture.InspectAsync(_uuid)).State.Status);
        Assert.Equal(PowerState.Running, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
        await fixture.Driver.UnquiesceAsync(_uuid, None);
        await fixture.Driver.UnquiesceAsync(_uuid, None);
        Assert.Equal("running", (await fixture.InspectAsync(_uuid)).State.Status);
    }

    [SkippableTheory]
    [InlineData(null, "root")]
    [InlineData("admin", "admin")]
    public async Task A_password_reaches_the_program_for_it_and_no_shell(string? adminUser, string user)
    {
        // busybox as Debian builds it has no chpasswd: this one keeps what it reads, and knows two users.
        const string Program =
            "#!/bin/sh\nread -r line\ncase $line in (root:*|admin:*) echo \"$line\" >/got;; (*) echo \"no user $line\" >&2; exit 1;; esac\n";
        await SpawnAsync($"/bin/sh -c 'printf %s \"$(echo {Convert.ToBase64String(Encoding.UTF8.GetBytes(Program))} | base64 -d)\" >/bin/chpasswd; chmod 755 /bin/chpasswd; echo ready; exec sleep 1000'");
        await fixture.WaitForOutputAsync(_uuid, "ready");
        const string Password = "$(touch /hacked); 'äß:\"";
        var instance = DriverFixture.Instance(_uuid);
        if (adminUser is not null)
            instance.SetSystemMetadata("image_os_admin_user", adminUser);

        await fixture.Driver.SetAdminPasswordAsync(instance, Password, None);

        var got = await Command.RunAsync("docker", "-H", fixture.Daemon.Endpoint, "exec", $"nova-{_uuid}", "/bin/cat", "/got");
        Assert.Equal($"{user}:{Password}", got.TrimEnd());
        await Assert.ThrowsAsync<InstancePasswordSetFailed>(() => fixture.Driver.SetAdminPasswordAsync(instance, "two\nlines", None));
        instance.SetSystemMetadata("image_os_admin_user", "nobody-here");
        var failure = await Assert.ThrowsAsync<InstancePasswordSetFailed>(() => fixture.Driver.SetAdminPasswordAsync(instance, "s3cret", None));
        Assert.Contains("exit code 1: no user nobody-here:***", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_image_without_chpasswd_is_told_apart()
    {
        await SpawnAsync("/bin/sh -c 'echo ready; exec sleep 1000'");
        await fixture.WaitForOutputAsync(_uuid, "ready");
        var refused = await Assert.ThrowsAsync<SetAdminPasswdNotSupported>(
            () => fixture.Driver.SetAdminPasswordAsync(DriverFixture.Instance(_uuid), "x", None));
        Assert.Contains("no program chpasswd", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_crash_dump_is_a_signal_to_process_1()
    {
        await SpawnAsync("/bin/sh -c 'trap \"echo dumped\" ABRT; echo ready; while :; do sleep 0.1; done'");
        await fixture.WaitForOutputAsync(_uuid, "ready");
        await fixture.Driver.TriggerCrashDumpAsync(_uuid, None);
        await fixture.WaitForOutputAsync(_uuid, "dumped");
        await fixture.Driver.PauseAsync(_uuid, None);
        await Assert.ThrowsAsync<InstanceNotRunning>(() => fixture.Driver.TriggerCrashDumpAsync(_uuid, None));
    }

    [SkippableFact]
    public async Task Diagnostics_are_what_the_kernel_counts()
    {
        await SpawnAsync("/bin/sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo ready; exec sleep 1000'");
        await fixture.WaitForOutputAsync(_uuid, "ready");
        var found = await fixture.Driver.GetDiagnosticsAsync(_uuid, None);
        Assert.InRange(found.CpuTime, 1_000_000, 60_000_000_000);
        Assert.Equal(64L << 20, found.MemoryLimit);
        Assert.InRange(found.MemoryUsed, 1, found.MemoryLimit);
        Assert.Equal("eth0", Assert.Single(found.Nics).Device);
    }

    private async Task<int> TicksAsync() => (await fixture.Driver.GetConsoleOutputAsync(_uuid, null, None)).Split("tick").Length;

    private Task SpawnAsync(string commandLine)
    {
        var archive = ContainerImageArchive.Docker("outsider/app:latest", new JObject { ["Cmd"] = new JArray("sleep", "1000") });
        return fixture.Driver.SpawnAsync(fixture.Request(_uuid, fixture.Glance.Add(archive, commandLine: commandLine)), None);
    }
}
