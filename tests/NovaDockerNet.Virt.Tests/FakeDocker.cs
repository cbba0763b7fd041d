using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Virt.Tests;

/// <summary>A Docker Engine in memory, as far as the driver uses one. Every call is noted in order; any can be made to fail.</summary>
sealed partial class FakeDocker : IDisposable
{
    private readonly ScriptedHttpServer _server;
    private readonly ConcurrentDictionary<string, JObject> _containers = new();
    private readonly ConcurrentDictionary<string, string> _images = new();
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly CancellationTokenSource _stop = new();
    private int _ids;

    public FakeDocker(string dockerRoot = "/")
    {
        DockerRoot = dockerRoot;
        _server = new ScriptedHttpServer(AnswerAsync);
        Client = new DockerEngineClient(new DockerEngineOptions { Endpoint = _server.Endpoint });
    }

    public string DockerRoot { get; }

    public DockerEngineClient Client { get; }

    /// <summary>What happened, as "start 1"; tests add the steps of other peers.</summary>
    public IEnumerable<string> Calls => _calls;

    /// <summary>Answers a call ("POST /containers/1/start") itself, with status and body; null lets it pass.</summary>
    public Func<string, (int Status, string Body)?> Intercept { get; set; } = _ => null;

    /// <summary>What starts a container, by its id; why it did not, or null. Unset, nothing is in the way of a start.</summary>
    public Func<string, Task<string?>>? Runtime { get; set; }

    /// <summary>Exit code of a process that ends as soon as it is started.</summary>
    public int? ExitsAtOnce { get; set; }

    public bool OomKilled { get; set; }

    /// <summary>Whether somebody had it send a signal to any container: docker stop, restart or kill.</summary>
    public bool Signalled { get; set; }

    public string Output { get; set; } = "";

    /// <summary>Of every container.</summary>
    public JObject? GraphDriver { get; set; } = JObject.Parse(
        """{"Name":"overlay2","Data":{"LowerDir":"/d/overlay2/a-init/diff:/d/overlay2/b/diff","UpperDir":"/d/overlay2/a/diff","WorkDir":"/d/overlay2/a/work"}}""");

    /// <summary>Pairs of docker info.</summary>
    public JArray DriverStatus { get; set; } = [];

    public string RuntimeArguments { get; set; } = "[]";

    /// <summary>Manifests of what was loaded.</summary>
    public ConcurrentQueue<string> Loaded { get; } = new();

    public IDictionary<string, string> Images => _images;

    public IDictionary<string, JObject> Containers => _containers;

    public void Note(string call) => _calls.Enqueue(call);

    public void Dispose()
    {
        Client.Dispose();
        _stop.Cancel();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private async Task AnswerAsync(ScriptedRequest request, Stream stream)
    {
        var path = request.Path.Split('?')[0];
        path = path[path.IndexOf('/', 1)..];
        var call = $"{request.Method} {path}";
        // As the real one, a wait answers when the container has ended.
        while (call.EndsWith("/wait", StringComparison.Ordinal) && _containers.TryGetValue(call.Split('/')[^2], out var container)
            && (string?)container["State"] == "running")
            await Task.Delay(5, _stop.Token);
        var refusal = Runtime is { } start && call.EndsWith("/start", StringComparison.Ordinal) ? await start(call.Split('/')[^2]) : null;
        var (status, body) = refusal is null ? Intercept(call) ?? Answer(call, request) : (500, Message(refusal));
        if (status == 204)
            await ScriptedHttpServer.WriteAsync(stream, "HTTP/1.1 204 X\r\n\r\n");
        else
            await ScriptedHttpServer.WriteAsync(stream, status, body);
    }

    private (int Status, string Body) Answer(string call, ScriptedRequest request)
    {
        if (call == "GET /info")
            return (200, Info().ToString(Formatting.None));
        if (call == "GET /containers/json")
            return (200, List(request));
        if (call == "GET /events")
            return (200, Signalled && request.Path.Contains("kill", StringComparison.Ordinal) ? """{"Type":"container","Action":"kill"}""" : "");
        if (call == "POST /containers/create")
            return Create(request);
        if (call == "GET /images/json")
            return (200, new JArray(_images.Keys.Select(name => new JObject { ["RepoTags"] = new JArray(name) })).ToString());
        if (call == "POST /commit")
            return Commit(request);
        if (call == "POST /images/load")
            return Load(Encoding.Latin1.GetBytes(request.Body));
        if (ImagePath().Match(call) is { Success: true } image)
            return Image(image.Groups[1].Value, image.Groups[2].Value);
        var match = ContainerPath().Match(call);
        return match.Success ? Container(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value) : (404, Message($"unknown call {call}"));
    }

    private JObject Info() => new()
    {
        ["DockerRootDir"] = DockerRoot,
        ["ServerVersion"] = "20.10.24",
        ["Driver"] = "overlay2",
        [nameof(DriverStatus)] = DriverStatus,
        ["NCPU"] = 2,
        ["Runtimes"] = new JObject { ["nova-runc"] = new JObject { ["path"] = "x", ["runtimeArgs"] = JArray.Parse(RuntimeArguments) } },
    };

    private string List(ScriptedRequest request)
    {
        var query = Uri.UnescapeDataString(request.Path.Split("filters=")[1]);
        var labels = JObject.Parse(query)["label"]!.Select(l => ((string)l!).Split('=', 2)).ToList();
        return new JArray(_containers.Values.Where(c => labels.TrueForAll(
            l => c["Labels"]![l[0]] is { } value && (l.Length == 1 || (string?)value == l[1])))).ToString();
    }

    private (int, string) Create(ScriptedRequest request)
    {
        var id = Interlocked.Increment(ref _ids).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Note($"create {id}");
        var body = JObject.Parse(request.Body);
        _containers[id] = new JObject { ["Id"] = id, ["State"] = "created", ["Labels"] = body["Labels"] ?? new JObject(), ["Request"] = body };
        return (201, new JObject { ["Id"] = id }.ToString(Formatting.None));
    }

    private (int, string) Load(byte[] archive)
    {
        using var tar = new TarReader(new MemoryStream(archive));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name != "manifest.json")
                continue;
            using var reader = new StreamReader(entry.DataStream!);
            var manifest = reader.ReadToEnd();
            Loaded.Enqueue(manifest);
            Note("load");
            _images[(string)JArray.Parse(manifest)[0]["RepoTags"]![0]!] = $"sha256:{Interlocked.Increment(ref _ids)}";
        }
        return (200, """{"stream":"Loaded"}""");
    }

    private (int, string) Commit(ScriptedRequest request)
    {
        var query = request.Path.Split('?')[1].Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        Note($"commit {query["container"]}");
        var id = $"sha256:{Interlocked.Increment(ref _ids)}";
        _images[$"{query["repo"]}:{query["tag"]}"] = id;
        return (201, new JObject { ["Id"] = id }.ToString(Formatting.None));
    }

    private (int, string) Image(string name, string action)
    {
        if (!_images.TryGetValue(name, out var id))
            return (404, Message($"No such image: {name}"));
        if (action.Length > 0)
            return (200, $$$"""{"Id":"{{{id}}}","Size":1000,"Config":{"Cmd":["sleep","1"]}}""");
        Note($"remove image {name}");
        _images.TryRemove(name, out _);
        return (200, "[]");
    }

    private (int, string) Container(string method, string id, string action)
    {
        if (!_containers.TryGetValue(id, out var container))
            return (404, Message($"No such container: {id}"));
        var state = (string?)container["State"];
        switch (method, action)
        {
            case ("DELETE", ""):
                Note($"remove {id}");
                _containers.TryRemove(id, out _);
                return (204, "");
            case ("POST", "start"):
                Note($"start {id}");
                container["State"] = ExitsAtOnce is null ? "running" : "exited";
                return (204, "");
            case ("POST", "stop" or "kill"):
                Note($"{action} {id}");
                if (action == "kill" && state != "running")
                    return (409, Message("is not running"));
                container["State"] = "exited";
                return (204, "");
            case ("POST", "wait"):
                return (200, new JObject { ["StatusCode"] = ExitsAtOnce ?? 0 }.ToString());
            case ("GET", "json"):
                return (200, new JObject
                {
                    ["Id"] = id,
                    ["State"] = new JObject { ["Status"] = state, ["ExitCode"] = ExitsAtOnce ?? 0, ["OOMKilled"] = OomKilled },
                    [nameof(GraphDriver)] = GraphDriver?.DeepClone(),
                }.ToString());
            case ("GET", "logs"):
                return (200, Output);
            case ("PUT", "archive"):
                Note($"put archive {id}");
                return (200, "");
            default:
                return (404, Message($"unknown action {method} {action}"));
        }
    }

    private static string Message(string text) => new JObject { ["message"] = text }.ToString(Formatting.None);

    [GeneratedRegex("^(?:GET|DELETE) /images/(.+?)(/json)?$")]
    private static partial Regex ImagePath();

    [GeneratedRegex(@"^(\w+) /containers/(\w+)/?(\w*)$")]
    private static partial Regex ContainerPath();
}
