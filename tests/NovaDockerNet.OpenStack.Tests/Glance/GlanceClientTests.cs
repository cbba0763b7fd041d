using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Glance;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.OpenStack.Tests.Fakes;

namespace NovaDockerNet.OpenStack.Tests.Glance;

public sealed class GlanceClientTests
{
    static GlanceClient Client(HttpMessageHandler handler, TimeSpan? timeout = null) => new(new ServiceClient(
        Peer.Transport(handler, timeout), new() { ServiceType = "image", EndpointOverrides = ["http://glance:9292"], VersionPath = "/v2", Retries = 0 },
        new UserAuth("t", null)));

    static async Task<string> TextAsync(ImageDownload download)
    {
        await using (download)
        {
            using var reader = new StreamReader(download.Content);
            return await reader.ReadToEndAsync();
        }
    }

    [Fact]
    public async Task ShowKeepsExtraProperties()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.OK, """
            {"id": "i", "name": "web", "status": "active", "size": 5000000000, "container_format": "docker", "disk_format": "raw",
             "os_hash_algo": "sha512", "os_hash_value": "ab", "min_disk": 1, "hypervisor_type": "docker"}
            """);
        var image = await Client(handler).ShowAsync("i", CancellationToken.None);
        Assert.Equal((5_000_000_000, "docker", "sha512", "docker"), (image.Size, image.ContainerFormat, image.HashAlgorithm, (string?)image.Json["hypervisor_type"]));
    }

    [Fact]
    public async Task ADownloadStreamsAndKnowsItsSize()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.OK, "image data");
        var download = await Client(handler).DownloadAsync("i", 0, CancellationToken.None);
        Assert.Equal((0, 10L), (download.Offset, download.TotalSize));
        Assert.Equal("image data", await TextAsync(download));
        Assert.DoesNotContain("Range", handler.Sent[0].Headers.Keys);
    }

    [Fact]
    public async Task AnInterruptedDownloadGoesOnWhereTheStoreCan()
    {
        var handler = new ScriptedHandler().Then((_, _) =>
        {
            var response = ScriptedHandler.Response(HttpStatusCode.PartialContent, "data");
            response.Content.Headers.ContentRange = new ContentRangeHeaderValue(6, 9, 10);
            return Task.FromResult(response);
        }).Then(HttpStatusCode.OK, "image data");

        var rest = await Client(handler).DownloadAsync("i", 6, CancellationToken.None);
        Assert.Equal("bytes=6-", handler.Sent[0].Headers["Range"]);
        Assert.Equal((6, 10L, "data"), (rest.Offset, rest.TotalSize, await TextAsync(rest)));

        // A store that ignores the range starts anew and says so by the offset.
        var whole = await Client(handler).DownloadAsync("i", 6, CancellationToken.None);
        Assert.Equal((0, 10L, "image data"), (whole.Offset, whole.TotalSize, await TextAsync(whole)));
    }

    [Fact]
    public async Task ATransferThatStallsFails()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("begin"u8.ToArray());
        var handler = new ScriptedHandler().Then((_, _) => Task.FromResult(
            new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) }));
        var download = await Client(handler, TimeSpan.FromMilliseconds(30)).DownloadAsync("i", 0, CancellationToken.None);
        var e = await Assert.ThrowsAsync<OpenStackConnectionException>(() => TextAsync(download));
        Assert.Contains("stalled", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATransferThatBreaksOffFails()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("begin"u8.ToArray());
        await pipe.Writer.CompleteAsync(new IOException("connection reset"));
        var handler = new ScriptedHandler().Then((_, _) => Task.FromResult(
            new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) }));
        var download = await Client(handler).DownloadAsync("i", 0, CancellationToken.None);
        var e = await Assert.ThrowsAsync<OpenStackConnectionException>(() => TextAsync(download));
        Assert.Contains("broke off", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnImageWithoutDataIsARefusal()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.NoContent);
        var e = await Assert.ThrowsAsync<OpenStackHttpException>(() => Client(handler).DownloadAsync("i", 0, CancellationToken.None));
        Assert.Equal(HttpStatusCode.NoContent, e.Status);
    }

    [Fact]
    public async Task AnUploadIsSentAsItIsWrittenAndMayTakeLongerThanTheTimeLimit()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.NoContent);
        await Client(handler, TimeSpan.FromSeconds(1)).UploadAsync("i", async (output, token) =>
        {
            for (var piece = 0; piece < 4; piece++)
            {
                await Task.Delay(400, token);
                await output.WriteAsync("data"u8.ToArray(), token);
            }
        }, CancellationToken.None);
        Assert.Equal(("PUT /v2/images/i/file", "datadatadatadata"), (handler.Sent[0].Line, handler.Sent[0].Body));
        Assert.Equal("100-continue", handler.Sent[0].Headers["Expect"]);
    }

    [Fact]
    public async Task WhatFailsWhileAnUploadIsWrittenIsWhatTheCallerGetsAndNothingIsRepeated()
    {
        var opened = 0;
        var handler = new ScriptedHandler();
        await Assert.ThrowsAsync<IOException>(() => Client(handler).UploadAsync("i", (_, _) =>
        {
            opened++;
            throw new IOException("the disk is gone");
        }, CancellationToken.None));
        Assert.Equal(1, opened);
    }

    [Fact]
    public async Task AnUploadThatIsRefusedSaysWhy()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.RequestEntityTooLarge, "<h1>413</h1>Image exceeds the storage quota");
        var e = await Assert.ThrowsAsync<OpenStackHttpException>(
            () => Client(handler).UploadAsync("i", (output, token) => output.WriteAsync("x"u8.ToArray(), token).AsTask(), CancellationToken.None));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, e.Status);
    }

    [Fact]
    public async Task UpdatingSetsMembersAndEscapesTheirNames()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.OK, """{"id": "i"}""");
        await Client(handler).UpdateAsync("i", new JObject { ["disk_format"] = "raw", ["a/b~c"] = null }, CancellationToken.None);
        Assert.Equal("PATCH /v2/images/i", handler.Sent[0].Line);
        Assert.Equal(
            """[{"op":"add","path":"/disk_format","value":"raw"},{"op":"add","path":"/a~1b~0c","value":null}]""", handler.Sent[0].Body);
    }

    [Fact]
    public async Task ListingGoesThroughAllPages()
    {
        var handler = new ScriptedHandler()
            .Then(HttpStatusCode.OK, """{"images": [{"id": "1"}], "next": "/v2/images?marker=1"}""")
            .Then(HttpStatusCode.OK, """{"images": [{"id": "2"}]}""");
        var images = await Client(handler).ListAsync(new Dictionary<string, string> { ["image_type"] = "backup" }, CancellationToken.None);
        Assert.Equal(["1", "2"], images.Select(image => image.Id));
        Assert.Equal("GET /v2/images?sort_key=created_at&sort_dir=desc&image_type=backup", handler.Sent[0].Line);
        Assert.Equal("GET /v2/images?marker=1", handler.Sent[1].Line);
    }
}
