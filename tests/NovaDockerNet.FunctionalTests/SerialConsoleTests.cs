using System.Net.WebSockets;
using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>openstack console url show --serial: through nova-api, our tokens and nova-serialproxy to the server's terminal.</summary>
public sealed class SerialConsoleTests(LabSession lab) : FunctionalTest(lab)
{
    [SkippableFact]
    public async Task Two_viewers_share_a_terminal_through_novas_own_proxy()
    {
        var image = await Lab.UploadAsync(
            "shell", Lab.Archive("sleep.tar"), properties: new JObject { ["os_command_line"] = "/bin/sh" });
        var id = (string)(await BootAsync(image))["id"]!;

        using var first = await ConnectAsync(await UrlAsync(id));
        using var second = await ConnectAsync(await UrlAsync(id));
        // The attachment may take a moment, and what is typed before it is lost.
        await Eventually.TrueAsync(
            async () =>
            {
                await first.TypeAsync("echo $((40 + 2))-from-inside\n");
                await Task.Delay(500);
                return first.Seen.Contains("42-from-inside", StringComparison.Ordinal) && second.Seen.Contains("42-from-inside", StringComparison.Ordinal);
            },
            "both viewers see what one typed");
        Assert.Contains("42-from-inside", await ConsoleAsync(id));

        // A token outlives a restart of the service: the port is the same.
        var url = await UrlAsync(id);
        await Lab.LabAsync("compute", "restart");
        using var third = await ConnectAsync(url);
        await Eventually.TrueAsync(
            async () =>
            {
                await third.TypeAsync("echo $((50 + 3))-again\n");
                await Task.Delay(500);
                return third.Seen.Contains("53-again", StringComparison.Ordinal);
            },
            "a viewer sees the terminal after a restart");

        await DeleteAsync(id);
        await third.Ended.WaitAsync(TimeSpan.FromSeconds(60));
        using var late = await ConnectAsync(url);
        await late.Ended.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("", late.Seen);
    }

    private async Task<string> UrlAsync(string id)
    {
        var body = new JObject { ["remote_console"] = new JObject { ["protocol"] = "serial", ["type"] = "serial" } };
        var answer = await Lab.User.Compute.PostAsync($"/servers/{id}/remote-consoles", body, CancellationToken.None);
        return (string)answer["remote_console"]!["url"]!;
    }

    private static async Task<Viewer> ConnectAsync(string url)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("binary");
        socket.Options.Proxy = null;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await socket.ConnectAsync(new Uri(url), limit.Token);
        return new Viewer(socket);
    }

    private sealed class Viewer : IDisposable
    {
        private readonly ClientWebSocket _socket;
        private readonly StringBuilder _seen = new();

        public Viewer(ClientWebSocket socket)
        {
            _socket = socket;
            Ended = ReadAsync();
        }

        public Task Ended { get; }

        public string Seen
        {
            get
            {
                lock (_seen)
                    return _seen.ToString();
            }
        }

        public Task TypeAsync(string text) =>
            _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

        public void Dispose() => _socket.Dispose();

        private async Task ReadAsync()
        {
            var buffer = new byte[4096];
            try
            {
                while (await _socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
                {
                    lock (_seen)
                        _seen.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
                }
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
            {
                // Closed by the proxy, or disposed by the test.
            }
        }
    }
}
