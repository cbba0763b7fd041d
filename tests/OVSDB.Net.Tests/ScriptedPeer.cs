using System.Threading.Channels;
using Newtonsoft.Json.Linq;
using OVSDB.Net.Sessions;

namespace OVSDB.Net.Tests;

/// <summary>The server's end of connections a test makes up line by line.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    public const string Schema =
        """{"tables":{"Open_vSwitch":{"columns":{"next_cfg":{"type":"integer"},"cur_cfg":{"type":"integer"}}},"Bridge":{"columns":{"name":{"type":"string"}}}}}""";

    private readonly Channel<Stream> _connections = Channel.CreateUnbounded<Stream>();
    private Stream? _stream;
    private JsonFramer _framer = new();

    public int Connections { get; private set; }

    /// <summary>For the client: a new pipe each time.</summary>
    public Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var (client, server) = DuplexPipe.Create();
        _connections.Writer.TryWrite(server);
        return Task.FromResult(client);
    }

    public async Task AcceptAsync()
    {
        _stream = await _connections.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        _framer = new JsonFramer();
        Connections++;
    }

    /// <summary>Accepts, and answers what a client asks at the start.</summary>
    public async Task AcceptAndServeAsync(string initial = """{"Open_vSwitch":{"00000000-0000-0000-0000-000000000001":{"initial":{"next_cfg":0,"cur_cfg":0}}}}""")
    {
        await AcceptAsync();
        await ReplyAsync(await ReadAsync("get_schema"), JObject.Parse(Schema));
        await ReplyAsync(await ReadAsync("monitor_cond"), JObject.Parse(initial));
    }

    public async Task<JObject> ReadAsync(string method)
    {
        var message = await ReadAsync();
        return (string?)message["method"] == method ? message : throw new InvalidOperationException($"expected {method}, got {message}");
    }

    public async Task<JObject> ReadAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (_framer.TryRead(out var message))
                return JsonText.Parse(message);
            var count = await _stream!.ReadAsync(_framer.GetMemory(), limit.Token);
            _framer.Advance(count > 0 ? count : throw new EndOfStreamException());
        }
    }

    public Task ReplyAsync(JObject request, JToken result) => SendAsync(new JObject { ["id"] = request["id"], ["result"] = result, ["error"] = null });

    public Task FailAsync(JObject request, JToken error) => SendAsync(new JObject { ["id"] = request["id"], ["result"] = null, ["error"] = error });

    public Task UpdateAsync(string updates) =>
        SendAsync(new JObject { ["method"] = "update2", ["params"] = new JArray("OVSDB.Net", JObject.Parse(updates)), ["id"] = null });

    public Task SendAsync(JObject message) => SendTextAsync(message.ToString(Newtonsoft.Json.Formatting.None));

    public async Task SendTextAsync(string text)
    {
        await _stream!.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
        await _stream.FlushAsync();
    }

    public async Task CloseAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}
