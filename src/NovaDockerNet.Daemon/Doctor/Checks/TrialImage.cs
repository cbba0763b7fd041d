using System.Buffers.Binary;
using System.Formats.Tar;
using System.Runtime.InteropServices;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>The root file system of the trial start: one program of some 130 bytes that ends at once, so that nothing has to be downloaded.</summary>
internal static class TrialImage
{
    public const string Program = "/trial";

    private const ulong LoadAddress = 0x400000;
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;

    /// <summary>exit(0); null on processors it is not written for. x86-64: xor edi,edi; mov eax,60; syscall. arm64: mov x0,0; mov x8,93; svc 0.</summary>
    public static byte[]? Instructions(Architecture architecture) => architecture switch
    {
        Architecture.X64 => [0x31, 0xff, 0xb8, 0x3c, 0x00, 0x00, 0x00, 0x0f, 0x05],
        Architecture.Arm64 => [0x00, 0x00, 0x80, 0xd2, 0xa8, 0x0b, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4],
        _ => null,
    };

    public static MemoryStream ToTar(Architecture architecture, byte[] instructions)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, Program[1..])
            {
                Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute,
                DataStream = new MemoryStream(ToElf(architecture, instructions)),
            });
        }
        tar.Position = 0;
        return tar;
    }

    // elf(5): a header, one segment that is the whole file, the instructions.
    private static byte[] ToElf(Architecture architecture, byte[] instructions)
    {
        var file = new byte[HeaderSize + SegmentSize + instructions.Length];
        ReadOnlySpan<byte> magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        magic.CopyTo(file);
        Short(16, 2); // ET_EXEC
        Short(18, architecture == Architecture.X64 ? (ushort)62 : (ushort)183); // e_machine
        Word(20, 1); // e_version
        Long(24, LoadAddress + HeaderSize + SegmentSize); // e_entry
        Long(32, HeaderSize); // e_phoff
        Short(52, HeaderSize); // e_ehsize
        Short(54, SegmentSize); // e_phentsize
        Short(56, 1); // e_phnum
        Word(HeaderSize, 1); // PT_LOAD
        Word(HeaderSize + 4, 5); // PF_R | PF_X
        Long(HeaderSize + 16, LoadAddress); // p_vaddr
        Long(HeaderSize + 24, LoadAddress); // p_paddr
        Long(HeaderSize + 32, (ulong)file.Length); // p_filesz
        Long(HeaderSize + 40, (ulong)file.Length); // p_memsz
        Long(HeaderSize + 48, 0x1000); // p_align
        instructions.CopyTo(file, HeaderSize + SegmentSize);
        return file;

        void Short(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(offset), value);
        void Word(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);
        void Long(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(offset), value);
    }
}
