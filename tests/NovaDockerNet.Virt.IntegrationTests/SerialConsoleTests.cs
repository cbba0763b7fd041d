using System.Net.Sockets;
using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Guests;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>A server's terminal over TCP, on a real dockerd.</summary>
[Collection("driver")]
public sealed class SerialConsoleTests(DriverFixture fixture) : IAsyncLifetime
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
    public async Task Several_viewers_type_and_see_the_same_over_a_reboot_until_the_server_goes()
    {
        await SpawnAsync();
        var address = await fixture.Driver.GetSerialConsoleAsync(_uuid, None);
        Assert.Equal("127.0.0.1", address.Host);
        Assert.Equal(address, await fixture.Driver.GetSerialConsoleAsync(_uuid, None));

        using var first = await Viewer.ConnectAsync(address.Port);
        using var second = await Viewer.ConnectAsync(address.Port);
        await TypeUntilSeenAsync(first, "one", first, second);
        await TypeUntilSeenAsync(second, "two", first, second);
        // What the viewers saw is in the log, as before; ctrl-p and ctrl-q detach nobody.
        await fixture.WaitForOutputAsync(_uuid, "got one");
        await first.TypeAsync("\u0010\u0011\n");
        await TypeUntilSeenAsync(first, "three", first, second);

        await fixture.Driver.RebootAsync(
            Context, DriverFixture.Instance(_uuid), DriverFixture.Network(_uuid), RebootType.Hard, TimeSpan.Zero, None);
        await TypeUntilSeenAsync(second, "four", first, second);

        await fixture.Driver.DestroyAsync(_uuid, null, destroyDisks: true, None);
        await Task.WhenAll(first.Ended, second.Ended).WaitAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAnyAsync<SocketException>(() => Viewer.ConnectAsync(address.Port));
        await Assert.ThrowsAsync<InstanceNotFound>(() => fixture.Driver.GetSerialConsoleAsync(_uuid, None));
    }

    [SkippableFact]
    public async Task A_viewer_that_goes_takes_nobody_along()
    {
        await SpawnAsync();
        var address = await fixture.Driver.GetSerialConsoleAsync(_uuid, None);
        using var stays = await Viewer.ConnectAsync(address.Port);
        using (var gone = await Viewer.ConnectAsync(address.Port))
            await TypeUntilSeenAsync(gone, "one", gone, stays);
        await TypeUntilSeenAsync(stays, "two", stays);
        Assert.Equal(PowerState.Running, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
    }

    [SkippableFact]
    public async Task What_is_typed_at_once_waits_for_the_terminal()
    {
        await SpawnAsync();
        var address = await fixture.Driver.GetSerialConsoleAsync(_uuid, None);
        using var viewer = await Viewer.ConnectAsync(address.Port);
        await viewer.TypeAsync("early\n");
        await Eventually.TrueAsync(() => viewer.Seen.Contains("got early", StringComparison.Ordinal), "what was typed at once is seen");
    }

    // After a reboot the attachment takes a moment, and what is typed before it is lost.
    private static async Task TypeUntilSeenAsync(Viewer typist, string word, params Viewer[] viewers)
    {
        foreach (var viewer in viewers)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    await typist.TypeAsync(word + "\n");
                    await Task.Delay(300);
                    return viewer.Seen.Contains("got " + word, StringComparison.Ordinal);
                },
                $"\"{word}\" is seen");
        }
    }

    private Task SpawnAsync()
    {
        const string Program = "while read -r line; do echo \"got $line\"; done";
        var archive = ContainerImageArchive.Docker("outsider/app:latest", new JObject { ["Cmd"] = new JArray("/bin/sh", "-c", Program) });
        return fixture.Driver.SpawnAsync(fixture.Request(_uuid, fixture.Glance.Add(archive)), None);
    }

    private sealed class Viewer : IDisposable
    {
        private readonly TcpClient _client;
        private readonly StringBuilder _seen = new();

        private Viewer(TcpClient client)
        {
            _client = client;
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

        public static async Task<Viewer> ConnectAsync(int port)
        {
            var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return new Viewer(client);
        }

        public async Task TypeAsync(string text) => await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));

        public void Dispose() => _client.Dispose();

        private async Task ReadAsync()
        {
            var buffer = new byte[4096];
            try
            {
                while (await _client.GetStream().ReadAsync(buffer) is > 0 and var read)
                {
                    lock (_seen)
                        _seen.Append(Encoding.UTF8.GetString(buffer, 0, read));
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Closed by either side.
            }
        }
    }
}
