namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>Tells files apart by their first bytes.</summary>
static class FileKind
{
    private const int TarMagicOffset = 257;
    private const int Longest = TarMagicOffset + 5;

    public static Compression CompressionOf(FileStream file) => CompressionOf(Head(file));

    public static Compression CompressionOf(ReadOnlySpan<byte> head) => head switch
    {
        [0x1f, 0x8b, ..] => Compression.Gzip,
        [(byte)'B', (byte)'Z', (byte)'h', ..] => Compression.Bzip2,
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => Compression.Xz,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression.Zstd,
        _ => Compression.None,
    };

    /// <summary>Something to call it in a refusal.</summary>
    public static string Describe(FileStream file)
    {
        var head = Head(file);
        return head switch
        {
            [] => "it is empty",
            [(byte)'Q', (byte)'F', (byte)'I', 0xfb, ..] => "it is a qcow2 disk, which only a virtual machine can boot",
            [(byte)'K', (byte)'D', (byte)'M', ..] => "it is a vmdk disk, which only a virtual machine can boot",
            _ when head.Length > 511 && head[510] == 0x55 && head[511] == 0xaa => "it is a partitioned disk, which only a virtual machine can boot",
            _ => "it is not a tar archive",
        };
    }

    public static bool IsTar(FileStream file) => Head(file).AsSpan() is { Length: >= Longest } head && head[TarMagicOffset..Longest].SequenceEqual("ustar"u8);

    private static byte[] Head(FileStream file)
    {
        var head = new byte[512];
        var read = RandomAccess.Read(file.SafeFileHandle, head, 0);
        return head[..read];
    }
}
