using Moq;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Virt.Tests.Docker;

public sealed class SnapshotTests : IDisposable
{
    private const string SnapshotId = "72843f03-dd41-49b9-8711-0b88aa05cd32";
    private const string Reference = "nova-snapshot/" + SnapshotId + ":latest";

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DriverHarness _harness = new();
    private JObject? _values;

    public SnapshotTests() => _harness.Images
        .Setup(i => i.UploadAsync(
            It.IsAny<RequestContext>(), SnapshotId, It.IsAny<JObject>(), It.IsAny<Func<Stream, CancellationToken, Task>>(), It.IsAny<CancellationToken>()))
        .Callback((RequestContext _, string _, JObject values, Func<Stream, CancellationToken, Task> _, CancellationToken _) =>
        {
            _harness.Docker.Note("upload");
            _values = values;
        })
        .Returns(Task.CompletedTask);

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Committed_uploaded_and_removed()
    {
        await GivenAsync(layers: 3);
        await SnapshotAsync();
        Assert.Equal(
            ["image_pending_upload (null)", "commit 1", "image_uploading (image_pending_upload)", "save", "upload", $"remove image {Reference}"], Calls());
        Assert.Equal(("docker", "raw", "snapshot"), (
            (string?)_values!["container_format"], (string?)_values["disk_format"], (string?)_values["image_location"]));
        Assert.Equal(TestObjects.Instance().ProjectId, (string?)_values["owner_id"]);
    }

    [Theory]
    [InlineData("running")]
    [InlineData("paused")]
    [InlineData("exited")]
    public async Task What_the_guest_has_changed_is_read_and_put_on_top_of_its_image(string status)
    {
        using var upper = new TempDirectory();
        await GivenAsync(layers: 3, upper: upper.Path, status: status);
        await SnapshotAsync();
        string[] frozen = status == "running" ? ["pause 1", "unpause 1"] : [];
        Assert.Equal(["image_pending_upload (null)", .. frozen, "image_uploading (image_pending_upload)", "upload"], BesidePacking());
        Assert.Single(Calls(), "save image");
        Assert.Null(_harness.Folder.ReadRecord()!.Frozen);
    }

    [Fact]
    public async Task A_layer_that_cannot_be_read_is_committed_by_Docker()
    {
        using var folder = new TempDirectory();
        Directory.CreateDirectory(folder.File("upper"));
        Directory.CreateSymbolicLink(folder.File("elsewhere"), folder.File("upper"));
        await GivenAsync(layers: 3, upper: folder.File("elsewhere"));
        await SnapshotAsync();
        Assert.Equal(
            ["image_pending_upload (null)", "pause 1", "unpause 1", "commit 1", "image_uploading (image_pending_upload)", "save", "upload", $"remove image {Reference}"],
            BesidePacking());
    }

    [Fact]
    public async Task A_guest_goes_on_when_its_snapshot_is_given_up()
    {
        using var upper = new TempDirectory();
        using var stop = new CancellationTokenSource();
        await GivenAsync(layers: 3, upper: upper.Path, noted: call =>
        {
            if (call.StartsWith("pause", StringComparison.Ordinal))
                stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SnapshotAsync(stop.Token));
        Assert.Equal(["image_pending_upload (null)", "pause 1", "unpause 1"], BesidePacking());
        Assert.Null(_harness.Folder.ReadRecord()!.Frozen);
    }

    [Fact]
    public async Task What_has_been_read_is_let_go_when_the_guest_cannot_be_thawed()
    {
        using var upper = new TempDirectory();
        await GivenAsync(layers: 3, call => call == "POST /containers/1/unpause" ? (500, """{"message":"the freezer is stuck"}""") : null, upper.Path);
        var e = await Assert.ThrowsAsync<CouldNotUploadImage>(SnapshotAsync);
        Assert.Contains("the freezer is stuck", e.Message, StringComparison.Ordinal);
        // The file has no name: who holds it open holds its space.
        Assert.DoesNotContain(
            new DirectoryInfo("/proc/self/fd").EnumerateFiles(), file => file.LinkTarget?.StartsWith(_harness.StatePath, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("snapshot", true)]
    [InlineData("suspended", false)]
    [InlineData("quiesced", false)]
    [InlineData(null, false)]
    public async Task Who_was_left_frozen_by_an_interrupted_snapshot_goes_on(string? why, bool goesOn)
    {
        await GivenAsync(layers: 3);
        _harness.Docker.Containers["1"]["State"] = "paused";
        _harness.Folder.WriteRecord(_harness.Folder.ReadRecord()! with { Frozen = why });
        await _harness.Driver.ManageImageCacheAsync(new HashSet<string>(), None);
        Assert.Equal(goesOn ? ["unpause 1"] : [], Calls());
        Assert.Equal(goesOn ? null : why, _harness.Folder.ReadRecord()!.Frozen);
    }

    [Fact]
    public async Task On_as_many_layers_as_Docker_takes_it_is_made_of_one()
    {
        await GivenAsync(layers: 125);
        await SnapshotAsync();
        Assert.Equal(
            ["image_pending_upload (null)", "pause 1", "export", "import", "unpause 1", "image_uploading (image_pending_upload)", "save", "upload"],
            Calls().Where(call => !call.StartsWith("remove", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_fails_leaves_no_committed_image()
    {
        await GivenAsync(layers: 3);
        _harness.Images
            .Setup(i => i.UploadAsync(
                It.IsAny<RequestContext>(), SnapshotId, It.IsAny<JObject>(), It.IsAny<Func<Stream, CancellationToken, Task>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new ImageNotFound(SnapshotId));
        await Assert.ThrowsAsync<ImageNotFound>(SnapshotAsync);
        Assert.Equal($"remove image {Reference}", _harness.Calls.Last());
    }

    [Fact]
    public async Task Without_a_container_there_is_nothing_to_snapshot() => await Assert.ThrowsAsync<InstanceNotRunning>(SnapshotAsync);

    [Fact]
    public async Task Dockers_refusal_is_readable()
    {
        await GivenAsync(layers: 3, call => call == "POST /commit" ? (500, """{"message":"no space left on device"}""") : null);
        var e = await Assert.ThrowsAsync<CouldNotUploadImage>(SnapshotAsync);
        Assert.Contains("no space left on device", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_interrupted_snapshot_left_is_removed()
    {
        _harness.Docker.Images[Reference] = "sha256:9";
        await _harness.Driver.ManageImageCacheAsync(new HashSet<string>(), None);
        Assert.Contains($"remove image {Reference}", _harness.Calls);
    }

    /// <param name="upper">Where what the container has changed lies to be read; null where Docker must commit.</param>
    private async Task GivenAsync(
        int layers, Func<string, (int, string)?>? intercept = null, string? upper = null, string status = "running", Action<string>? noted = null)
    {
        _harness.Docker.DriverStatus = new JArray { new JArray("Native Overlay Diff", upper is null ? "false" : "true") };
        await _harness.Driver.SpawnAsync(_harness.Request(), None);
        _harness.Docker.Containers["1"]["State"] = status;
        var image = new JObject
        {
            ["Id"] = "sha256:1",
            ["Config"] = new JObject { ["Cmd"] = new JArray("sleep") },
            ["RootFS"] = new JObject { ["Layers"] = new JArray(Enumerable.Range(0, layers)) },
        };
        var container = new JObject
        {
            ["Id"] = "1",
            ["Image"] = "sha256:1",
            ["State"] = new JObject { ["Status"] = status },
            ["GraphDriver"] = new JObject { ["Name"] = "overlay2", ["Data"] = new JObject { ["UpperDir"] = upper } },
        };
        _harness.Docker.Note("--");
        _harness.Docker.Intercept = call => intercept?.Invoke(call) ?? call switch
        {
            "GET /containers/1/json" => (200, container.ToString()),
            "GET /images/sha256:1/json" => (200, image.ToString()),
            "GET /images/sha256:1/get" => Noted("save image", 200, "tar"),
            $"GET /images/{Reference}/get" => Noted("save", 200, "tar"),
            "POST /containers/1/pause" or "POST /containers/1/unpause" => Noted($"{call.Split('/')[^1]} 1", 204, "", noted),
            "GET /containers/1/export" => Noted("export", 200, "tar"),
            "POST /images/create" => Noted("import", 200, """{"status":"sha256:2"}"""),
            _ => null,
        };
    }

    private (int, string) Noted(string call, int status, string body, Action<string>? then = null)
    {
        _harness.Docker.Note(call);
        then?.Invoke(call);
        return (status, body);
    }

    private Task SnapshotAsync() => SnapshotAsync(None);

    private Task SnapshotAsync(CancellationToken cancellationToken) => _harness.Driver.SnapshotAsync(
        new RequestContext([]), TestObjects.Instance(), SnapshotId,
        (taskState, expected, _) =>
        {
            _harness.Docker.Note($"{taskState} ({expected?.Value ?? "null"})");
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>Docker packs the image while the layer is read, whenever that call comes.</summary>
    private IEnumerable<string> BesidePacking() => Calls().Where(call => call != "save image");

    private IEnumerable<string> Calls() => _harness.Calls.SkipWhile(call => call != "--").Skip(1);
}
