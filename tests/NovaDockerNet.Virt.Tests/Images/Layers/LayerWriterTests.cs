using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Images.Layers;

namespace NovaDockerNet.Virt.Tests.Images.Layers;

/// <summary>What ustar has no room for, read by a reader that is not ours. Whole layers: SnapshotTests of the integration tests.</summary>
public sealed class LayerWriterTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(979)]
    [InlineData(980)]
    [InlineData(9990)]
    public void Names_of_any_length(int length)
    {
        // Their records count their own digits: 99, 999 and 9999 are where those become more.
        for (var each = length; each < length + 15; each++)
        {
            var (name, target) = (new string('n', each), new string('t', each));
            var entry = Assert.Single(Written(new LayerMember(LayerMember.SymbolicLink, Encoding.ASCII.GetBytes(name)) { LinkName = Encoding.ASCII.GetBytes(target) }));
            Assert.Equal((name, target), (entry.Name, entry.LinkName));
        }
    }

    [Fact]
    public void Numbers_of_any_size()
    {
        var entry = Assert.Single(Written(new LayerMember(LayerMember.Fifo, "f"u8.ToArray())
        {
            // The reader has signed numbers for them.
            UserId = int.MaxValue,
            GroupId = 2097152,
            ModificationTime = 1L << 34,
            Mode = 0xfff,
        }));
        Assert.Equal((int.MaxValue, 2097152), (entry.Uid, entry.Gid));
        Assert.Equal(1L << 34, entry.ModificationTime.ToUnixTimeSeconds());
        Assert.Equal((UnixFileMode)0xfff, entry.Mode);
    }

    [Fact]
    public void A_file_of_more_than_eight_gigabytes()
    {
        const long size = 9L << 30;
        using var file = Output("head");
        using (var writer = new LayerWriter(file.SafeFileHandle))
        {
            writer.Write(new LayerMember(LayerMember.Regular, "big"u8.ToArray()) { Size = size });
            writer.Finish();
        }
        // Of its data there is none here; its end is.
        file.SetLength(size + 4096);
        using var tar = new TarReader(file);
        Assert.Equal(size, tar.GetNextEntry()!.Length);
    }

    [Fact]
    public void Data_of_more_than_a_buffer_and_its_digest()
    {
        var data = RandomNumberGenerator.GetBytes((2 << 20) + 777);
        File.WriteAllBytes(_temp.File("data"), data);
        using var output = Output("layer");
        string digest;
        using (var writer = new LayerWriter(output.SafeFileHandle))
        using (var source = File.OpenHandle(_temp.File("data")))
        {
            writer.Write(new LayerMember(LayerMember.Regular, "data"u8.ToArray()) { Size = data.Length });
            writer.WriteData(source, data.Length, default);
            writer.Write(new LayerMember(LayerMember.Folder, "after/"u8.ToArray()));
            digest = writer.Finish();
            Assert.Equal(output.Length, writer.Written);
        }
        output.Position = 0;
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(output)));
        output.Position = 0;
        using var tar = new TarReader(output);
        var read = new byte[data.Length];
        tar.GetNextEntry()!.DataStream!.ReadExactly(read);
        Assert.Equal(data, read);
        Assert.Equal("after/", tar.GetNextEntry()!.Name);
        Assert.Null(tar.GetNextEntry());
    }

    [Fact]
    public void A_file_that_has_become_shorter_is_a_failure()
    {
        File.WriteAllBytes(_temp.File("data"), new byte[100]);
        using var output = Output("layer");
        using var writer = new LayerWriter(output.SafeFileHandle);
        using var source = File.OpenHandle(_temp.File("data"));
        Assert.Throws<EndOfStreamException>(() => writer.WriteData(source, 101, default));
    }

    private List<TarEntry> Written(LayerMember member)
    {
        using var file = Output(Guid.NewGuid().ToString());
        using (var writer = new LayerWriter(file.SafeFileHandle))
        {
            writer.Write(member);
            writer.Finish();
        }
        file.Position = 0;
        using var tar = new TarReader(file);
        var entries = new List<TarEntry>();
        while (tar.GetNextEntry() is { } entry)
            entries.Add(entry);
        return entries;
    }

    private FileStream Output(string name) => new(_temp.File(name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
}
