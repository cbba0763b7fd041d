using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Tests.Plans;

public sealed class SystemGuestTests
{
    private static readonly CreateContainerParameters s_plan = new()
    {
        Image = "image",
        Labels = new Dictionary<string, string> { [GuestLabels.Init] = "", ["other"] = "kept" },
        Env = ["a=b", "container=mine", "container_uuid=mine", "containers=2"],
        HostConfig = new HostConfig { Privileged = false, Init = true },
    };

    [Theory]
    [InlineData("/sbin/init", "/lib/systemd/systemd", true)]
    [InlineData("/sbin/init", "../lib/systemd/systemd", true)]
    [InlineData("/lib/systemd/systemd", null, true)]
    [InlineData("/sbin/init", "/bin/busybox", false)]
    [InlineData("/sbin/init", null, false)]
    public void A_link_to_systemd_or_systemd_itself(string program, string? linkTarget, bool systemd)
        => Assert.Equal(systemd, SystemGuest.IsSystemd(program, linkTarget));

    [Fact]
    public void Only_an_absolute_init_is_looked_at()
    {
        Assert.Equal("/sbin/init", SystemGuest.Candidate(s_plan, [], ["/sbin/init"]));
        Assert.Equal("/sbin/init", SystemGuest.Candidate(s_plan with { Cmd = ["/sbin/init", "3"] }, [], ["sleep"]));
        Assert.Equal("/lib/systemd/systemd", SystemGuest.Candidate(s_plan, ["/lib/systemd/systemd"], []));
        Assert.Null(SystemGuest.Candidate(s_plan, ["/entry"], ["/sbin/init"]));
        Assert.Null(SystemGuest.Candidate(s_plan, [], ["init"]));
        Assert.Null(SystemGuest.Candidate(s_plan, [], []));
    }

    [Fact]
    public void A_system_gets_file_systems_and_a_group_and_no_privilege()
    {
        var system = SystemGuest.Of(s_plan, "uuid", null);

        Assert.Equal(["a=b", "containers=2", "container=docker", "container_uuid=uuid"], system.Env!);
        Assert.Equal((GuestLabels.Systemd, "kept"), (system.Labels![GuestLabels.Init], system.Labels["other"]));
        Assert.Equal("SIGRTMIN+3", system.StopSignal);
        Assert.Equal(["/run", "/run/lock"], system.HostConfig!.Tmpfs!.Keys.Order());
        Assert.Equal(("private", false, false), (system.HostConfig.CgroupnsMode, system.HostConfig.Privileged, system.HostConfig.Init));
        Assert.Null(system.HostConfig.CapAdd);
        Assert.Null(system.HostConfig.SecurityOpt);
    }

    [Fact]
    public void The_images_own_stop_signal_is_kept() => Assert.Equal("SIGPWR", SystemGuest.Of(s_plan, "uuid", "SIGPWR").StopSignal);
}
