using NovaDockerNet.DockerEngine.Execs;
using Xunit.Abstractions;

namespace NovaDockerNet.DockerEngine.IntegrationTests;

public sealed class ExecTests(DockerDaemonFixture fixture, ITestOutputHelper output) : DockerTests(fixture, output)
{
    [SkippableFact]
    public async Task An_exec_reads_its_input_and_leaves_its_exit_code()
    {
        var id = await CreateAsync();
        await Client.Containers.StartAsync(id, None);
        var exec = await Client.Exec.CreateAsync(
            id, new CreateExecParameters { Cmd = ["sh", "-c", "cat; exit 3"], AttachStdin = true }, None);

        using var attached = await Client.Exec.StartAsync(exec, terminal: false, None);
        await attached.WriteAsync("through"u8.ToArray(), None);
        attached.CloseInput();

        Assert.Equal("through", await TextAsync(attached.ReadAsync(None)));
        var inspect = await Client.Exec.InspectAsync(exec, None);
        Assert.False(inspect.Running);
        Assert.Equal(3, inspect.ExitCode);
    }

    [SkippableFact]
    public async Task A_terminal_is_plain_and_has_a_size()
    {
        var id = await CreateAsync();
        await Client.Containers.StartAsync(id, None);
        var exec = await Client.Exec.CreateAsync(id, new CreateExecParameters { Cmd = ["sh", "-c", "read x; echo done"], AttachStdin = true, Tty = true }, None);

        using var attached = await Client.Exec.StartAsync(exec, terminal: true, None);
        await Client.Exec.ResizeAsync(exec, 24, 80, None);
        await attached.WriteAsync("go\n"u8.ToArray(), None);

        Assert.Contains("done\r\n", await TextAsync(attached.ReadAsync(None)), StringComparison.Ordinal);
    }
}
