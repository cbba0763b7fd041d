using Microsoft.Extensions.DependencyInjection;
using NovaDockerNet.Daemon.Cli;
using NovaDockerNet.Daemon.Composition;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Daemon.Lifecycle;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Composition;

public sealed class NovaComputeHostTests
{
    [Fact]
    public void Everything_the_stages_need_can_be_made_without_touching_anything()
    {
        using var folder = new TempDirectory();
        using var host = NovaComputeHost.Build(Load(folder));
        var stages = host.Services.GetRequiredService<IReadOnlyList<Stage>>();
        Assert.Equal("Docker", stages[0].Name);
        Assert.True(stages.ToList().FindIndex(static stage => stage.Name == "servers of this host") < stages.ToList().FindIndex(static stage => stage.Name == "RPC"));
        Assert.False(Directory.Exists(folder.File("state")));
    }

    [Fact]
    public async Task A_host_without_Docker_ends_the_start_with_exit_code_1_and_a_line_that_says_so()
    {
        using var folder = new TempDirectory();
        Assert.Equal(1, await NovaComputeHost.RunAsync(Load(folder)));
        var log = await File.ReadAllTextAsync(folder.File("nova-docker-net.log"));
        Assert.Contains("CRITICAL NovaDockerNet.Daemon.Lifecycle.StageRunner [-] Cannot start: Docker: ", log, StringComparison.Ordinal);
        Assert.Contains(folder.File("docker.sock"), log, StringComparison.Ordinal);
    }

    private static OsloConfig Load(TempDirectory folder)
    {
        File.WriteAllText(
            folder.File("nova.conf"),
            SampleConfiguration.Text.Replace("cafile = /etc/ca.pem", "", StringComparison.Ordinal) + $"[DEFAULT]\nstate_path = {folder.File("state")}\nlog_dir = {folder.Path}\n[docker]\nhost_url = unix://{folder.File("docker.sock")}\nrun_dir = {folder.File("run")}\n");
        return NovaConf.Load(new CommandLine(CommandLine.Serve, [new ConfigSource(folder.File("nova.conf"), false)], false), null);
    }
}
