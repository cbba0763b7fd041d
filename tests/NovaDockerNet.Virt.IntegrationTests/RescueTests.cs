using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>A rescue container on a real dockerd, which mounts the guest's disk in it, also after its own end.</summary>
public sealed class RescueTests
{
    private static readonly RequestContext Context = new([]);
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task The_disk_is_there_again_after_dockerd_was_killed_and_the_guest_has_what_was_written()
    {
        using var fixture = new DriverFixture { OwnContainerd = true };
        await fixture.InitializeAsync();
        try
        {
            var uuid = Guid.NewGuid().ToString();
            await fixture.Driver.SpawnAsync(fixture.Request(uuid, Image(fixture, "echo of the guest >/mark; cat /mended; echo guest ready")), None);
            await fixture.WaitForOutputAsync(uuid, "guest ready");
            await fixture.Driver.CheckRescueAsync(uuid, None);
            await fixture.Driver.PowerOffAsync(uuid, TimeSpan.Zero, None);
            await fixture.Driver.RescueAsync(
                new RescueRequest
                {
                    Context = Context,
                    Instance = Rescued(uuid),
                    ImageMeta = Image(fixture, "cat /mnt/mark; test ! -e /mark && echo another root; echo mended >>/mnt/mended; ip addr show eth0; echo rescue ready"),
                    NetworkInfo = DriverFixture.Network(uuid),
                },
                None);

            var output = await fixture.WaitForOutputAsync(uuid, "rescue ready");
            foreach (var expected in new[] { "of the guest", "another root", "inet 10.9.0.5/24" })
                Assert.Contains(expected, output, StringComparison.Ordinal);
            var rescue = await fixture.InspectAsync(uuid);
            Assert.False(rescue.HostConfig.Privileged);
            Assert.Null(rescue.HostConfig.CapAdd);

            await fixture.Daemon.KillAsync();
            await fixture.Daemon.StartAgainAsync();
            Assert.Equal(PowerState.Shutdown, (await fixture.Driver.GetGuestAsync(uuid, None))!.PowerState);
            await fixture.Driver.PowerOnAsync(Context, Rescued(uuid), DriverFixture.Network(uuid), None);
            Assert.Equal(rescue.Id, (await fixture.InspectAsync(uuid)).Id);
            await Eventually.TrueAsync(
                async () => Count(await fixture.Driver.GetConsoleOutputAsync(uuid, null, None), "rescue ready") == 2, "the rescue container has run again");

            await fixture.Driver.UnrescueAsync(Context, Rescued(uuid), DriverFixture.Network(uuid), powerOn: true, None);
            await Eventually.TrueAsync(
                async () => Count(await fixture.Driver.GetConsoleOutputAsync(uuid, null, None), "guest ready") == 2, "the guest runs again");
            Assert.Equal(2, Count(await fixture.Driver.GetConsoleOutputAsync(uuid, null, None), "\nmended"));

            await fixture.Driver.DestroyAsync(uuid, null, destroyDisks: true, None);
            Assert.Empty(await fixture.Driver.ListGuestsAsync(None));
        }
        finally
        {
            await fixture.DisposeAsync();
        }
    }

    private static JObject Image(DriverFixture fixture, string script) => fixture.Glance.Add(
        ContainerImageArchive.Docker(null, new JObject { ["Cmd"] = new JArray("/bin/sh", "-c", $"{script}; sleep 1000") }));

    private static Instance Rescued(string uuid)
    {
        var instance = DriverFixture.Instance(uuid);
        instance.VmState = VmState.Rescued;
        return instance;
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
