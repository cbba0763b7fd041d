using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.IntegrationTests;

/// <summary>Python's oslo.messaging in a process of its own, the peer that decides whether we speak its language.</summary>
internal sealed class PythonPeer : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JObject>> _answers = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _errors = new();
    private int _id;

    private PythonPeer(string transportUrl)
    {
        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "Peers", "peer.py"), transportUrl])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What its server's method "hear" was told.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>What its notification listener was told: priority, context, publisher_id, event_type, payload, metadata.</summary>
    public ConcurrentQueue<JObject> Told { get; } = new();

    public static async Task<PythonPeer> StartAsync(string transportUrl)
    {
        Skip.IfNot(File.Exists("/usr/lib/python3/dist-packages/oslo_messaging/__init__.py"), "needs python3-oslo.messaging: missing");
        Skip.IfNot(File.Exists("/usr/lib/python3/dist-packages/nova/exception.py"), "needs python3-nova: missing");
        var peer = new PythonPeer(transportUrl);
        try
        {
            await peer._ready.Task.WaitAsync(TimeSpan.FromSeconds(60));
            return peer;
        }
        catch (TimeoutException e)
        {
            var errors = peer.Errors;
            await peer.DisposeAsync();
            throw new InvalidOperationException($"the Python peer does not start:\n{errors}", e);
        }
    }

    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    public async Task ServeAsync(string topic, string server)
    {
        var answer = await AskAsync(new JObject { ["op"] = "serve", ["topic"] = topic, ["server"] = server });
        Assert.True((bool)answer["result"]!);
    }

    /// <summary>A notification listener of these topics.</summary>
    public async Task ListenAsync(params string[] topics)
    {
        var answer = await AskAsync(new JObject { ["op"] = "listen", ["topics"] = new JArray(topics) });
        Assert.True((bool)answer["result"]!);
    }

    /// <summary>Calls us; the answer has "result" or "error".</summary>
    public Task<JObject> CallAsync(
        string method, JObject? args = null, string version = "6.0", string? server = "host1", string topic = "compute", string? ns = null,
        double timeout = 10, int? callMonitorTimeout = null, JObject? context = null)
    {
        var target = new JObject { ["topic"] = topic, ["version"] = version };
        if (server is not null)
            target["server"] = server;
        if (ns is not null)
            target["namespace"] = ns;
        return AskAsync(new JObject
        {
            ["op"] = "call",
            ["target"] = target,
            ["method"] = method,
            ["args"] = args ?? [],
            ["timeout"] = timeout,
            ["call_monitor_timeout"] = callMonitorTimeout,
            ["context"] = context ?? [],
        });
    }

    public Task<JObject> CastAsync(string method, JObject args, bool fanout = false, string? server = "host1")
    {
        var target = new JObject { ["topic"] = "compute", ["version"] = "6.0", ["fanout"] = fanout };
        if (server is not null && !fanout)
            target["server"] = server;
        return AskAsync(new JObject { ["op"] = "cast", ["target"] = target, ["method"] = method, ["args"] = args });
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private async Task<JObject> AskAsync(JObject command)
    {
        var id = Interlocked.Increment(ref _id);
        var answer = _answers[id] = new TaskCompletionSource<JObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        command["id"] = id;
        lock (_process)
            _process.StandardInput.WriteLine(command.ToString(Newtonsoft.Json.Formatting.None));
        try
        {
            return await answer.Task.WaitAsync(TimeSpan.FromSeconds(90));
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"no answer of the Python peer to {command}:\n{Errors}", e);
        }
    }

    private void Take(string? line)
    {
        if (string.IsNullOrEmpty(line))
            return;
        var answer = JObject.Parse(line);
        if ((string?)answer["event"] == "ready")
            _ready.SetResult();
        else if ((string?)answer["event"] == "heard")
            Heard.Enqueue((string)answer["what"]!);
        else if ((string?)answer["event"] == "told")
            Told.Enqueue(answer);
        else if (_answers.TryRemove((int)answer["id"]!, out var waiting))
            waiting.SetResult(answer);
    }
}
