using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.DockerEngine.Systems;

namespace NovaDockerNet.DockerEngine.Tests;

/// <summary>What goes over the wire.</summary>
public sealed class RequestTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Create_sends_only_what_is_set_and_the_name_as_query()
    {
        await using var daemon = new ScriptedDaemon(201, """{"Id":"abc","Warnings":null}""");

        var created = await daemon.Client.Containers.CreateAsync(new CreateContainerParameters
        {
            Name = "nova-1",
            Image = "nova/img:1",
            NetworkDisabled = true,
            HostConfig = new HostConfig { Memory = 1024, Runtime = "nova-runc", StorageOpt = new Dictionary<string, string> { ["size"] = "1G" } },
        }, None);

        Assert.Equal("abc", created.Id);
        Assert.Empty(created.Warnings);
        var request = Assert.Single(daemon.Requests);
        Assert.Equal("/v1.41/containers/create?name=nova-1", request.Path);
        var expected = JToken.Parse(
            """{"Image":"nova/img:1","NetworkDisabled":true,"HostConfig":{"Memory":1024,"StorageOpt":{"size":"1G"},"Runtime":"nova-runc"}}""");
        Assert.True(JToken.DeepEquals(expected, JToken.Parse(request.Body)), request.Body);
    }

    [Fact]
    public async Task Filters_are_json_in_the_query()
    {
        await using var daemon = new ScriptedDaemon(200, """[{"Id":"a","State":"running","Labels":{"k":"v"},"Surprise":[{}]}]""");

        var list = await daemon.Client.Containers.ListAsync(
            new ListContainersParameters { All = true, Filters = new Dictionary<string, IReadOnlyList<string>> { ["label"] = ["k=v"] } }, None);

        Assert.Equal("v", Assert.Single(list).Labels["k"]);
        Assert.Equal("/v1.41/containers/json?all=1&filters=" + Uri.EscapeDataString("""{"label":["k=v"]}"""), daemon.Requests[0].Path);
    }

    [Theory]
    [InlineData("nova/img:abc", "/v1.41/images/nova/img:abc/json")]
    [InlineData("sha256:00", "/v1.41/images/sha256:00/json")]
    [InlineData("a?b c", "/v1.41/images/a%3Fb%20c/json")]
    public async Task Image_names_are_escaped_but_keep_their_slashes(string name, string path)
    {
        await using var daemon = new ScriptedDaemon(200, """{"Id":"sha256:00","Config":{"Cmd":null,"Labels":null}}""");

        var image = await daemon.Client.Images.InspectAsync(name, None);

        Assert.Equal(path, daemon.Requests[0].Path);
        Assert.Empty(image.Config.Cmd);
    }

    [Fact]
    public async Task An_empty_id_never_reaches_the_daemon()
    {
        await using var daemon = new ScriptedDaemon(200, "{}");

        await Assert.ThrowsAsync<ArgumentException>(() => daemon.Client.Images.RemoveAsync("", force: true, None));
        Assert.Empty(daemon.Requests);
    }

    [Theory]
    [InlineData(204, true)]
    [InlineData(304, false)]
    public async Task Starting_what_runs_is_no_error(int status, bool changed)
    {
        await using var daemon = new ScriptedDaemon((_, stream) => ScriptedDaemon.WriteAsync(stream, $"HTTP/1.1 {status} X\r\n\r\n"));

        Assert.Equal(changed, await daemon.Client.Containers.StartAsync("a", None));
    }

    [Fact]
    public async Task Stop_waits_for_the_daemon_as_long_as_it_was_asked_to()
    {
        await using var daemon = new ScriptedDaemon((_, stream) => ScriptedDaemon.WriteAsync(stream, "HTTP/1.1 204 X\r\n\r\n"));

        await daemon.Client.Containers.StopAsync("a", TimeSpan.FromSeconds(59.2), None);

        Assert.Equal("/v1.41/containers/a/stop?t=60", daemon.Requests[0].Path);
    }

    [Theory]
    [InlineData("1.41", "/v1.41/info")]
    [InlineData("1.44", "/v1.44/info")]
    [InlineData("1.99", "/v1.48/info")]
    public async Task The_newest_version_both_know_is_spoken(string offered, string path)
    {
        await using var daemon = new ScriptedDaemon(200, """{"Runtimes":{"runc":{"path":"runc"}},"DriverStatus":[["Backing Filesystem","xfs"]]}""")
        {
            ApiVersion = offered,
        };

        var info = await daemon.Client.System.InfoAsync(None);

        Assert.Equal(path, daemon.Requests[0].Path);
        Assert.Equal("runc", info.Runtimes["runc"].Path);
        Assert.Equal(["Backing Filesystem", "xfs"], info.DriverStatus[0]);
    }

    [Fact]
    public async Task An_import_names_its_changes()
    {
        await using var daemon = new ScriptedDaemon(200, """{"status":"sha256:abc"}""");

        var id = await daemon.Client.Images.ImportAsync(
            new ImportImageParameters { Repo = "nova/img", Tag = "1", Changes = ["CMD [\"/bin/sh\"]", "LABEL a=b"] },
            new MemoryStream("tar"u8.ToArray()), None);

        Assert.Equal("sha256:abc", id);
        Assert.Equal("tar", daemon.Requests[0].Body);
        Assert.Equal(
            "/v1.41/images/create?fromSrc=-&repo=nova%2Fimg&tag=1&changes=CMD%20%5B%22%2Fbin%2Fsh%22%5D&changes=LABEL%20a%3Db",
            daemon.Requests[0].Path);
    }

    [Fact]
    public async Task Load_returns_names_and_ids()
    {
        await using var daemon = new ScriptedDaemon(
            200, """{"stream":"Loaded image: a:1\nLoaded image: b:2\n"}""" + "\n" + """{"stream":"Loaded image ID: sha256:00\n"}""");

        Assert.Equal(["a:1", "b:2", "sha256:00"], await daemon.Client.Images.LoadAsync(new MemoryStream("x"u8.ToArray()), None));
    }

    [Fact]
    public async Task Events_are_read_as_they_come()
    {
        var more = new TaskCompletionSource();
        await using var daemon = new ScriptedDaemon(async (_, stream) =>
        {
            await ScriptedDaemon.WriteAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            var first = """{"Type":"container","Action":"die","Actor":{"ID":"a","Attributes":{"exitCode":"1"}},"timeNano":5,"time":0}""" + "\n";
            await ScriptedDaemon.WriteAsync(stream, $"{first.Length:x}\r\n{first}\r\n");
            await more.Task;
            await ScriptedDaemon.WriteAsync(stream, "22\r\n{\"Type\":\"container\",\"Action\":\"x\"}\n\r\n0\r\n\r\n");
        });

        using var events = await daemon.Client.System.EventsAsync(new EventsParameters(), None);
        List<string> seen = [];
        await foreach (var e in events)
        {
            seen.Add($"{e.Action} {e.Actor.ID} {e.TimeNano}");
            more.TrySetResult();
        }

        Assert.Equal(["die a 5", "x  0"], seen);
    }
}
