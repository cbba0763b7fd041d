using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Virt.Docker;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Virt.Tests.Docker;

/// <summary>Docker goes away in the middle of an operation and comes back.</summary>
public sealed class RestartTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>More than the HTTP client tries again by itself, when a connection it had kept is gone.</summary>
    private const int Losses = 12;

    private readonly DriverHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("GET /containers/json")]
    [InlineData("GET /info")]
    [InlineData("POST /containers/create")]
    [InlineData("PUT /containers/1/archive")]
    [InlineData("POST /containers/1/start")]
    public async Task A_build_waits_for_the_next_docker_and_makes_the_call_again(string broken)
    {
        var failures = 0;
        _harness.Docker.Intercept = call => call == broken && failures++ < Losses ? throw new IOException("went away") : null;

        await _harness.Driver.SpawnAsync(_harness.Request() with { InjectedFiles = [new InjectedFile("/etc/motd", "hello"u8.ToArray())] }, None);

        Assert.Equal(Losses + 1, failures);
        Assert.Equal("running", (string?)Assert.Single(_harness.Docker.Containers.Values)["State"]);
    }

    [Theory]
    [InlineData("rpc error: code = Unavailable desc = transport is closing: unknown")]
    [InlineData("connection error: desc = \"transport: Error while dialing dial unix:///run/containerd.sock: connect: connection refused\": unavailable")]
    public async Task What_a_dying_docker_answers_is_no_answer(string lastWords)
    {
        var failures = 0;
        _harness.Docker.Intercept = call => call == "POST /containers/1/start" && failures++ == 0
            ? (500, new JObject { ["message"] = lastWords }.ToString())
            : null;

        await _harness.Driver.SpawnAsync(_harness.Request(), None);

        Assert.Single(_harness.Calls, call => call == "start 1");
    }

    [Fact]
    public async Task A_create_whose_answer_was_lost_is_taken_back_first()
    {
        var lost = false;
        _harness.Docker.Intercept = call =>
        {
            if (call != "POST /containers/create" || lost)
                return null;
            lost = true;
            _harness.Docker.Containers["77"] = new JObject
            {
                ["Id"] = "77",
                ["State"] = "created",
                ["Labels"] = new JObject { ["org.openstack.nova.instance-uuid"] = TestObjects.Uuid, ["org.openstack.nova.host"] = "host-1" },
            };
            throw new IOException("went away");
        };

        await _harness.Driver.SpawnAsync(_harness.Request(), None);

        Assert.Contains("remove 77", _harness.Calls);
        Assert.Equal("1", Assert.Single(_harness.Docker.Containers).Key);
    }

    [Fact]
    public async Task A_container_that_a_restart_stopped_is_started_again()
    {
        // Whether the driver asks by a wait or, that being too slow, by an inspect: it finds Docker gone once, and then the process ended.
        var (questions, starts) = (0, 0);
        _harness.Docker.ExitsAtOnce = 137;
        _harness.Docker.Intercept = call =>
        {
            if (call is "POST /containers/1/wait" or "GET /containers/1/json" && ++questions <= Losses)
                throw new IOException("went away");
            if (call == "POST /containers/1/start" && ++starts == 2)
                _harness.Docker.ExitsAtOnce = null;
            return null;
        };

        await _harness.Driver.SpawnAsync(_harness.Request(), None);

        Assert.Equal(2, _harness.Calls.Count(call => call == "start 1"));
        Assert.Equal("running", (string?)_harness.Docker.Containers["1"]["State"]);
    }

    [Fact]
    public async Task An_image_whose_process_ends_at_once_is_not_tried_again()
    {
        _harness.Docker.ExitsAtOnce = 3;

        await Assert.ThrowsAsync<ImageUnacceptable>(() => _harness.Driver.SpawnAsync(_harness.Request(), None));

        Assert.Single(_harness.Calls, call => call == "start 1");
    }

    [Theory]
    [InlineData("id already in use")]
    [InlineData("failed to start shim: mkdir /run/containerd/io.containerd.runtime.v2.task/moby/1: file exists: unknown")]
    [InlineData("task 1: already exists: unknown")]
    public async Task What_an_earlier_docker_left_of_a_start_does_not_fail_the_next(string message)
    {
        var failures = 0;
        _harness.Docker.Intercept = call => call == "POST /containers/1/start" && failures++ < 2
            ? (500, $$"""{"message":"{{message}}"}""")
            : null;

        await _harness.Driver.SpawnAsync(_harness.Request(), None);

        Assert.Equal(3, failures);
    }

    [Fact]
    public async Task Stop_and_destroy_wait_for_the_next_docker()
    {
        await _harness.Driver.SpawnAsync(_harness.Request(), None);
        var failures = 0;
        _harness.Docker.Intercept = call => call is "POST /containers/1/kill" or "DELETE /containers/1" && failures++ % 2 == 0
            ? throw new IOException("went away")
            : null;

        await _harness.Driver.PowerOffAsync(TestObjects.Uuid, TimeSpan.Zero, None);
        await _harness.Driver.DestroyAsync(TestObjects.Uuid, null, destroyDisks: true, None);

        Assert.Equal(4, failures);
        Assert.Empty(_harness.Docker.Containers);
    }

    [Fact]
    public async Task Docker_that_does_not_come_back_fails_the_build_and_leaves_nothing()
    {
        using var harness = new DriverHarness(restartWait: TimeSpan.FromMilliseconds(300));
        harness.Docker.Intercept = call => call == "POST /containers/create" ? throw new IOException("went away") : null;

        await Assert.ThrowsAsync<HypervisorUnavailable>(() => harness.Driver.SpawnAsync(harness.Request(), None));

        Assert.False(harness.Folder.Exists);
        Assert.Contains("unplug", harness.Calls);
    }

    [Fact]
    public void A_refusal_of_a_docker_that_lives_is_final()
    {
        Assert.False(EnginePatience.IsGone(new DockerOperationException(System.Net.HttpStatusCode.InternalServerError, "OCI runtime create failed", "start")));
        Assert.False(EnginePatience.IsGone(new DockerConnectionException("no answer in time", new OperationCanceledException())));
        Assert.False(EnginePatience.IsGone(new DockerConnectionException("not the JSON expected", new Newtonsoft.Json.JsonReaderException())));
        Assert.True(EnginePatience.IsGone(new DockerConnectionException("no socket", new IOException())));
    }

    [Theory]
    [InlineData("4:memory:/docker/ID\n", true)]
    [InlineData("4:memory:/lab/ID\n0::/\n", true)]
    [InlineData("0::/system.slice/docker-ID.scope\n", true)]
    [InlineData("0::/system.slice/docker-ID.scope/init.scope\n", true)]
    [InlineData("4:memory:/docker/xID\n", false)]
    [InlineData("4:memory:/docker/IDx\n", false)]
    [InlineData("1:name=ID:/docker\n", false)]
    [InlineData("0::/\n", false)]
    [InlineData("", false)]
    public void Processes_are_a_containers_by_its_whole_id_alone(string groups, bool expected)
    {
        var id = new string('a', 64);

        Assert.Equal(expected, LeftProcesses.IsOf(id, groups.Replace("ID", id, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("/")]
    [InlineData("docker")]
    [InlineData("aaaaaaaaaaaa")]
    public void A_short_id_ends_nothing(string id)
    {
        // A folder that would be found to belong to any id.
        var proc = Directory.CreateTempSubdirectory();
        try
        {
            Directory.CreateDirectory(Path.Combine(proc.FullName, "999999999"));
            File.WriteAllText(Path.Combine(proc.FullName, "999999999", "cgroup"), $"4:memory:/docker/{id}\n");

            Assert.Equal(0, LeftProcesses.End(id, proc.FullName));
        }
        finally
        {
            proc.Delete(recursive: true);
        }
    }
}
