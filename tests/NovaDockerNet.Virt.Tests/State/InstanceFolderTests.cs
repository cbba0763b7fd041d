using Newtonsoft.Json.Linq;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Tests.State;

public sealed class InstanceFolderTests : IDisposable
{
    private const string Uuid = "7d0c1b3c-1f2e-4d55-9c3e-0a2f6b7c8d9e";
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    private InstanceFolders Folders => new(_temp.File("instances"));

    [Fact]
    public void A_record_survives_the_round_trip_without_touching_its_network_model()
    {
        var folder = Folders.For(Uuid);
        var network = JToken.Parse("""[{"id":"p","unknown":{"x":1.10},"created":"2026-01-01T00:00:00Z"}]""");

        folder.WriteRecord(new InstanceRecord { InstanceUuid = Uuid, ImageId = "img", NetworkInfo = network, MemoryMb = 512 });
        var read = folder.ReadRecord();

        Assert.NotNull(read);
        Assert.Equal(512, read.MemoryMb);
        Assert.Equal("img", read.ImageId);
        Assert.Contains("2026-01-01T00:00:00Z", read.NetworkInfo!.ToString(), StringComparison.Ordinal);
        Assert.Equal(["record.json"], Directory.EnumerateFiles(folder.DirectoryPath).Select(Path.GetFileName));
    }

    [Fact]
    public void No_folder_means_no_record() => Assert.Null(Folders.For(Uuid).ReadRecord());

    [Fact]
    public void A_broken_record_is_an_error_that_names_the_file()
    {
        var folder = Folders.For(Uuid);
        folder.Ensure();
        File.WriteAllText(folder.RecordPath, "{ \"format\": ");

        var e = Assert.Throws<InvalidDataException>(() => folder.ReadRecord());
        Assert.Contains(folder.RecordPath, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_uuids_name_folders()
    {
        Assert.Throws<ArgumentException>(() => Folders.For("../../etc"));
        Directory.CreateDirectory(Path.Combine(Folders.Root, "stray"));
        Folders.For(Uuid).Ensure();

        Assert.Equal([Uuid], Folders.List().Select(f => f.InstanceUuid));
    }

    [Fact]
    public void A_guest_file_keeps_its_inode_and_is_readable_by_all()
    {
        var folder = Folders.For(Uuid);
        folder.WriteGuestFile(folder.HostsPath, "one\n");
        using var open = new FileStream(folder.HostsPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        folder.WriteGuestFile(folder.HostsPath, "two\n");

        using var reader = new StreamReader(open);
        Assert.Equal("two\n", reader.ReadToEnd());
        Assert.True(File.GetUnixFileMode(folder.HostsPath).HasFlag(UnixFileMode.OtherRead));
    }

    [Fact]
    public void What_the_guest_wrote_into_its_file_is_not_read_but_replaced()
    {
        var folder = Folders.For(Uuid);
        folder.WriteGuestFile(folder.HostsPath, "one\n");
        using (var guest = new FileStream(folder.HostsPath, FileMode.Open, FileAccess.Write))
            guest.SetLength(3L << 30);

        folder.WriteGuestFile(folder.HostsPath, "one\n");

        Assert.Equal("one\n", File.ReadAllText(folder.HostsPath));
    }

    [Fact]
    public void An_atomic_write_that_fails_leaves_nothing_beside()
    {
        var target = _temp.File("is-a-folder");
        Directory.CreateDirectory(Path.Combine(target, "x"));

        Assert.ThrowsAny<Exception>(() => AtomicFile.WriteAllText(target, "text"));
        Assert.Empty(Directory.EnumerateFiles(_temp.Path));
    }

    [Fact]
    public void Deletes_are_idempotent()
    {
        var folder = Folders.For(Uuid);
        folder.WriteRecord(new InstanceRecord { InstanceUuid = Uuid });
        Assert.True(AtomicFile.Delete(folder.RecordPath));
        Assert.False(AtomicFile.Delete(folder.RecordPath));
        folder.Remove();
        folder.Remove();
        Assert.False(folder.Exists);
    }
}
