using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Images;

namespace NovaDockerNet.Virt.Tests.Images;

public sealed class ImageStoreTests : IDisposable
{
    private static readonly byte[] Archive = ContainerImageArchive.Docker(
        "outsider/app:latest", new JObject { ["Cmd"] = new JArray("sh") }, ContainerImageArchive.Tar(("etc/motd", "hello"u8.ToArray())));

    private static readonly RequestContext Context = new([]);
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TempDirectory _temp = new();
    private readonly FakeDocker _docker = new();
    private long _free = long.MaxValue;

    public void Dispose()
    {
        _docker.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task Many_servers_wait_for_one_download()
    {
        var source = new FakeImageSource(Record(Archive), Archive) { Gate = new TaskCompletionSource() };
        var store = Store(source);
        var waiting = Enumerable.Range(0, 20).Select(_ => store.PrepareAsync(Context, Record(Archive), None)).ToList();
        source.Gate.SetResult();

        var images = await Task.WhenAll(waiting);

        Assert.Equal(1, source.Opened);
        Assert.Single(images.Distinct().Select(i => i.DockerId).Distinct());
        Assert.Single(_docker.Loaded);
        AssertNoDownloads();
    }

    [Fact]
    public async Task Only_our_tag_is_loaded()
    {
        var image = await Store(new FakeImageSource(Record(Archive), Archive)).PrepareAsync(Context, Record(Archive), None);

        Assert.Equal($"nova/{TestObjects.ImageId}:sha512-{Sha512(Archive)[..32]}", image.Reference);
        Assert.DoesNotContain("outsider", Assert.Single(_docker.Loaded), StringComparison.Ordinal);
        Assert.Equal([image.Reference], _docker.Images.Keys);
    }

    [Fact]
    public async Task The_first_waiter_may_give_up()
    {
        var source = new FakeImageSource(Record(Archive), Archive) { Gate = new TaskCompletionSource() };
        var store = Store(source);
        using var gaveUp = new CancellationTokenSource();
        var first = store.PrepareAsync(Context, Record(Archive), gaveUp.Token);
        var second = store.PrepareAsync(Context, Record(Archive), None);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        source.Gate.SetResult();

        Assert.NotNull(await second);
        AssertNoDownloads();
    }

    [Fact]
    public async Task A_moved_tag_or_a_changed_image_is_loaded_again()
    {
        var store = Store(new FakeImageSource(Record(Archive), Archive));
        var image = await store.PrepareAsync(Context, Record(Archive), None);

        _docker.Images[image.Reference] = "sha256:evil";
        Assert.NotEqual("sha256:evil", (await store.PrepareAsync(Context, Record(Archive), None)).DockerId);
        _docker.Images.Remove(image.Reference);
        await store.PrepareAsync(Context, Record(Archive), None);

        Assert.Equal(3, _docker.Loaded.Count);
    }

    [Fact]
    public async Task A_broken_download_is_continued()
    {
        var source = new FakeImageSource(Record(Archive), Archive);
        source.Breaks.Enqueue(1500);
        source.Breaks.Enqueue(700);

        await Store(source).PrepareAsync(Context, Record(Archive), None);

        Assert.Equal(3, source.Opened);
        Assert.Single(_docker.Loaded);
    }

    [Fact]
    public async Task A_store_without_ranges_starts_over()
    {
        var source = new FakeImageSource(Record(Archive), Archive) { IgnoresOffsets = true };
        source.Breaks.Enqueue(1500);

        await Store(source).PrepareAsync(Context, Record(Archive), None);

        Assert.Single(_docker.Loaded);
    }

    [Fact]
    public async Task A_download_that_keeps_breaking_is_glances_fault()
    {
        var source = new FakeImageSource(Record(Archive), Archive);
        for (var i = 0; i < 10; i++)
            source.Breaks.Enqueue(100);

        await Assert.ThrowsAsync<GlanceConnectionFailed>(() => Store(source).PrepareAsync(Context, Record(Archive), None));
        AssertNoDownloads();
    }

    [Fact]
    public async Task Truncated_corrupt_and_oversized_data_are_told_apart()
    {
        await AssertUnacceptableAsync(Record(Archive), Archive[..^600], "truncated");
        var corrupt = (byte[])Archive.Clone();
        corrupt[5000] ^= 1;
        await AssertUnacceptableAsync(Record(Archive), corrupt, "corrupt: its sha512");
        await AssertUnacceptableAsync(Record(Archive), [.. Archive, 0], "larger than");
        var half = Archive[..(Archive.Length / 2)];
        await AssertUnacceptableAsync(Record(half), half, "truncated");
    }

    [Theory]
    [InlineData("container_format", "ovf", "container_format ovf")]
    [InlineData("disk_format", "qcow2", "disk_format qcow2")]
    [InlineData("os_hash_value", "", "no checksum")]
    [InlineData("os_hash_algo", "crc32", "crc32")]
    [InlineData("id", "../etc", "not a uuid")]
    [InlineData("id", "", "volumes are not supported")]
    public async Task Wrong_formats_are_refused_before_anything_is_moved(string key, string value, string reason)
    {
        var record = Record(Archive);
        record[key] = value;
        record["checksum"] = null;
        var source = new FakeImageSource(record, Archive);

        var e = await Assert.ThrowsAsync<ImageUnacceptable>(() => Store(source).PrepareAsync(Context, record, None));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Equal(0, source.Opened);
    }

    [Fact]
    public async Task An_old_image_is_verified_by_its_md5()
    {
        var record = Record(Archive);
        record.Remove("os_hash_algo");
        record.Remove("os_hash_value");
#pragma warning disable CA5351 // Glance's checksum is MD5.
        record["checksum"] = Convert.ToHexStringLower(MD5.HashData(Archive));
#pragma warning restore CA5351

        var image = await Store(new FakeImageSource(record, Archive)).PrepareAsync(Context, record, None);
        Assert.Contains(":md5-", image.Reference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_little_space_is_this_hosts_fault_not_the_images()
    {
        _free = 10;
        var source = new FakeImageSource(Record(Archive), Archive);

        await Assert.ThrowsAsync<ComputeResourcesUnavailable>(() => Store(source).PrepareAsync(Context, Record(Archive), None));
        Assert.Equal(0, source.Opened);
    }

    [Fact]
    public async Task What_docker_refuses_is_reported_in_its_words()
    {
        _docker.Intercept = call => call == "POST /images/load" ? (200, """{"error":"invalid diffID for layer 0"}""") : null;
        await AssertUnacceptableAsync(Record(Archive), Archive, "invalid diffID");
        _docker.Intercept = call => call == "POST /images/load" ? (200, """{"error":"write: no space left on device"}""") : null;
        await Assert.ThrowsAsync<ComputeResourcesUnavailable>(
            () => Store(new FakeImageSource(Record(Archive), Archive)).PrepareAsync(Context, Record(Archive), None));
    }

    [Fact]
    public async Task Gzip_archives_are_unpacked_first()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Archive);

        await Store(new FakeImageSource(Record(packed.ToArray()), packed.ToArray())).PrepareAsync(Context, Record(packed.ToArray()), None);
        Assert.Single(_docker.Loaded);
        AssertNoDownloads();

        var damaged = packed.ToArray();
        damaged.AsSpan(damaged.Length / 2, 50).Clear();
        _docker.Images.Clear();
        await AssertUnacceptableAsync(Record(damaged), damaged, "");
    }

    [Fact]
    public async Task An_image_that_is_not_active_or_not_there_has_novas_names()
    {
        var queued = Record(Archive);
        queued["status"] = "queued";
        var store = Store(new FakeImageSource(queued, Archive));

        await Assert.ThrowsAsync<ImageNotActive>(() => store.PrepareAsync(Context, queued, None));
        Assert.Equal(ImageCacheResult.Error, await store.CacheAsync(Context, Guid.NewGuid().ToString(), None));
    }

    [Fact]
    public async Task Caching_says_what_it_did()
    {
        var store = Store(new FakeImageSource(Record(Archive), Archive));
        var other = Record(Archive);
        other["container_format"] = "ova";

        Assert.Equal(ImageCacheResult.Cached, await store.CacheAsync(Context, TestObjects.ImageId, None));
        Assert.Equal(ImageCacheResult.Existing, await store.CacheAsync(Context, TestObjects.ImageId, None));
        Assert.Equal(ImageCacheResult.Unsupported, await Store(new FakeImageSource(other, Archive)).CacheAsync(Context, TestObjects.ImageId, None));
    }

    [Fact]
    public async Task Unused_images_are_evicted_when_old_enough_and_outsiders_never()
    {
        _docker.Images["nova/outsider:1"] = "sha256:77";
        var source = new FakeImageSource(Record(Archive), Archive);
        var image = await Store(source).PrepareAsync(Context, Record(Archive), None);

        await Store(source).EvictAsync(new HashSet<string>(), None);
        Assert.Contains(image.Reference, _docker.Images.Keys);
        var eager = Store(source, o => o with { UnusedImageMinimumAge = TimeSpan.Zero });
        await eager.EvictAsync(new HashSet<string> { TestObjects.ImageId }, None);
        Assert.Contains(image.Reference, _docker.Images.Keys);
        _docker.Intercept = call => call.StartsWith("DELETE", StringComparison.Ordinal) ? (409, """{"message":"in use"}""") : null;
        await eager.EvictAsync(new HashSet<string>(), None);
        Assert.Contains(image.Reference, _docker.Images.Keys);
        _docker.Intercept = _ => null;
        await eager.EvictAsync(new HashSet<string>(), None);

        Assert.Equal(["nova/outsider:1"], _docker.Images.Keys);
        await eager.EvictAsync(new HashSet<string>(), None);
    }

    [Fact]
    public void Leftovers_are_removed_at_start()
    {
        var store = Store(new FakeImageSource(Record(Archive), Archive));
        var leftover = Path.Combine(_temp.Path, "images", "downloads", "x.tar");
        Directory.CreateDirectory(Path.GetDirectoryName(leftover)!);
        File.WriteAllText(leftover, "half");

        store.Initialise();
        AssertNoDownloads();
    }

    private async Task AssertUnacceptableAsync(JObject record, byte[] data, string reason)
    {
        var e = await Assert.ThrowsAsync<ImageUnacceptable>(() => Store(new FakeImageSource(record, data)).PrepareAsync(Context, record, None));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        AssertNoDownloads();
        Assert.Empty(_docker.Images);
    }

    private void AssertNoDownloads() => Assert.Empty(Directory.EnumerateFiles(Path.Combine(_temp.Path, "images", "downloads")));

    private ImageStore Store(IImageSource source, Func<VirtOptions, VirtOptions>? change = null)
    {
        var options = new VirtOptions { Host = "host-1", NodeName = "host-1", StatePath = _temp.Path };
        Directory.CreateDirectory(Path.Combine(_temp.Path, "images", "downloads"));
        return new ImageStore(
            _docker.Client, source, change?.Invoke(options) ?? options, TimeProvider.System, NullLogger<ImageStore>.Instance, _ => _free);
    }

    private static JObject Record(byte[] data) => new()
    {
        ["id"] = TestObjects.ImageId,
        ["name"] = "outsider/app",
        ["status"] = "active",
        ["container_format"] = "docker",
        ["disk_format"] = "raw",
        ["size"] = data.Length,
        ["os_hash_algo"] = "sha512",
        ["os_hash_value"] = Sha512(data),
    };

    private static string Sha512(byte[] data) => Convert.ToHexStringLower(SHA512.HashData(data));
}
