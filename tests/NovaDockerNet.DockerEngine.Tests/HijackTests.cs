using System.Text;
using NovaDockerNet.DockerEngine.Containers;

namespace NovaDockerNet.DockerEngine.Tests;

public sealed class HijackTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Attach_talks_both_ways_and_ends_its_input()
    {
        await using var daemon = new ScriptedDaemon(async (_, stream) =>
        {
            await ScriptedDaemon.WriteAsync(
                stream, "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
            var input = new MemoryStream();
            await stream.CopyToAsync(input);
            var text = $"got {Encoding.UTF8.GetString(input.ToArray())}";
            await stream.WriteAsync(new byte[] { 1, 0, 0, 0, 0, 0, 0, (byte)text.Length });
            await ScriptedDaemon.WriteAsync(stream, text);
        });

        using var attached = await daemon.Client.Containers.AttachAsync("a", new AttachContainerParameters { Stdin = true }, terminal: false, None);
        await attached.WriteAsync("hello"u8.ToArray(), None);
        attached.CloseInput();
        var output = new StringBuilder();
        await foreach (var frame in attached.ReadAsync(None))
            output.Append(Encoding.UTF8.GetString(frame.Data.Span));

        Assert.Equal("got hello", output.ToString());
        Assert.Equal("/v1.41/containers/a/attach?stream=1&stdin=1&stdout=1&stderr=1", daemon.Requests[0].Path);
        Assert.True(daemon.Requests[0].Upgrade);
    }

    [Fact]
    public async Task A_refused_attach_is_a_refusal()
    {
        await using var daemon = new ScriptedDaemon(409, """{"message":"container is paused"}""");

        await Assert.ThrowsAsync<DockerConflictException>(
            () => daemon.Client.Containers.AttachAsync("a", new AttachContainerParameters(), terminal: false, None));
    }

    [Fact]
    public async Task A_daemon_that_does_not_upgrade_is_a_connection_failure()
    {
        await using var daemon = new ScriptedDaemon(200, "{}");

        await Assert.ThrowsAsync<DockerConnectionException>(() => daemon.Client.Exec.StartAsync("a", terminal: false, None));
    }
}
