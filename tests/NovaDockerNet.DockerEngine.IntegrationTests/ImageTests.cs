using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.TestKit;
using Xunit.Abstractions;

namespace NovaDockerNet.DockerEngine.IntegrationTests;

public sealed class ImageTests(DockerDaemonFixture fixture, ITestOutputHelper output) : DockerTests(fixture, output)
{
    [SkippableFact]
    public async Task An_untagged_archive_is_loaded_by_id_tagged_saved_and_removed()
    {
        var archive = ContainerImageArchive.Docker(null, new JObject { ["Cmd"] = new JArray("sh"), ["StopSignal"] = "SIGINT" });

        var id = Assert.Single(await Client.Images.LoadAsync(new MemoryStream(archive), None));
        Assert.StartsWith("sha256:", id, StringComparison.Ordinal);
        await Client.Images.TagAsync(id, "nova/x", "1", None);
        var image = await Client.Images.InspectAsync("nova/x:1", None);

        Assert.Equal(id, image.Id);
        Assert.Equal(["sh"], image.Config.Cmd);
        Assert.Equal("SIGINT", image.Config.StopSignal);
        Assert.Contains(await Client.Images.ListAsync(
            new ListImagesParameters { Filters = new Dictionary<string, IReadOnlyList<string>> { ["reference"] = ["nova/*"] } }, None), i => i.Id == id);
        await using (var saved = await Client.Images.SaveAsync("nova/x:1", None))
            Assert.NotEqual(0, await saved.ReadAsync(new byte[512], None));
        var removed = await Client.Images.RemoveAsync("nova/x:1", force: false, None);
        Assert.Contains(removed, r => r.Untagged == "nova/x:1");
        await Assert.ThrowsAsync<DockerNotFoundException>(() => Client.Images.InspectAsync("nova/x:1", None));
    }

    [SkippableFact]
    public async Task A_root_file_system_is_imported_with_its_command()
    {
        var id = await Client.Images.ImportAsync(
            new ImportImageParameters { Repo = "imported", Tag = "1", Changes = ["CMD [\"cat\",\"/etc/motd\"]", "LABEL a=\"b c\""] },
            new MemoryStream(ContainerImageArchive.RootFileSystem(("etc/motd", "hello"))), None);

        var image = await Client.Images.InspectAsync("imported:1", None);
        Assert.Equal(id, image.Id);
        Assert.Equal(["cat", "/etc/motd"], image.Config.Cmd);
        Assert.Equal("b c", image.Config.Labels["a"]);
        await Client.Images.RemoveAsync(id, force: true, None);
    }

    [SkippableFact]
    public async Task Rubbish_is_refused()
        => await Assert.ThrowsAnyAsync<DockerOperationException>(
            () => Client.Images.LoadAsync(new MemoryStream(new byte[4096].Select((_, i) => (byte)i).ToArray()), None));
}
