using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace NovaDockerNet.Virt.Images.Layers;

/// <summary>
/// Writes a tar as layers are: ustar, with what does not fit into it in pax headers (pax(1), "pax Interchange Format"), and its SHA-256 on the way.
/// System.Formats.Tar keeps names and attributes as text, which a guest's need not be.
/// </summary>
sealed class LayerWriter(SafeFileHandle output) : IDisposable
{
    private const int Block = 512;
    private const int BufferSize = 1 << 20;
    private const int LongestName = 100;

    // What seven octal digits hold.
    private const uint LargestId = 0x1fffff;

    // What eleven hold.
    private const long LargestNumber = 0x1ffffffff;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[BufferSize];
    private byte[] _hashed = new byte[BufferSize];
    private Task _hashing = Task.CompletedTask;
    private int _used;

    /// <summary>Bytes that have left the buffer.</summary>
    public long Written { get; private set; }

    public void Write(LayerMember member)
    {
        var extended = Extended(member);
        if (extended.Length > 0)
        {
            WriteHeader(new LayerMember((byte)'x', "PaxHeaders.0/member"u8.ToArray()) { Size = extended.Length, Mode = 0x1a4 });
            Write(extended);
            Pad();
        }
        WriteHeader(member);
    }

    /// <summary>The data of the member just written.</summary>
    /// <exception cref="EndOfStreamException">The file is shorter than the member says.</exception>
    public void WriteData(SafeFileHandle file, long size, CancellationToken cancellationToken)
    {
        for (var offset = 0L; offset < size;)
        {
            if (_used == BufferSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Flush();
            }
            var wanted = (int)Math.Min(size - offset, BufferSize - _used);
            var read = RandomAccess.Read(file, _buffer.AsSpan(_used, wanted), offset);
            if (read == 0)
                throw new EndOfStreamException($"{size - offset} of {size} bytes of a file have gone while it was read");
            offset += read;
            _used += read;
        }
        Pad();
    }

    /// <summary>Ends the archive; returns its SHA-256, in hexadecimal digits.</summary>
    public string Finish()
    {
        Write(new byte[2 * Block]);
        Flush();
        _hashing.GetAwaiter().GetResult();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        // It reads a buffer of ours.
        _hashing.Wait();
        _hash.Dispose();
    }

    private static byte[] Extended(in LayerMember member)
    {
        var records = new MemoryStream();
        if (!FitsAsName(member.Name))
            AddRecord(records, "path", member.Name);
        if (!FitsAsName(member.LinkName))
            AddRecord(records, "linkpath", member.LinkName);
        if (member.UserId > LargestId)
            AddRecord(records, "uid", Digits(member.UserId));
        if (member.GroupId > LargestId)
            AddRecord(records, "gid", Digits(member.GroupId));
        if (member.Size > LargestNumber)
            AddRecord(records, "size", Digits(member.Size));
        if (member.ModificationTime is < 0 or > LargestNumber)
            AddRecord(records, "mtime", Digits(member.ModificationTime));
        if (member.Capability is { } capability)
            AddRecord(records, "SCHILY.xattr.security.capability", capability);
        return records.ToArray();
    }

    private static bool FitsAsName(byte[] name) => name.Length <= LongestName && Ascii.IsValid(name);

    private static byte[] Digits(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>"%d %s=%s\n", where the number counts its own digits as well.</summary>
    private static void AddRecord(MemoryStream records, string keyword, byte[] value)
    {
        var rest = keyword.Length + value.Length + 3;
        var length = rest + Digits(rest).Length;
        if (Digits(length).Length + rest != length)
            length++;
        records.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length} {keyword}=")));
        records.Write(value);
        records.WriteByte((byte)'\n');
    }

    private void WriteHeader(in LayerMember member)
    {
        Span<byte> header = stackalloc byte[Block];
        header.Clear();
        Text(header[..LongestName], member.Name);
        Octal(header.Slice(100, 8), member.Mode);
        Octal(header.Slice(108, 8), Math.Min(member.UserId, LargestId));
        Octal(header.Slice(116, 8), Math.Min(member.GroupId, LargestId));
        Octal(header.Slice(124, 12), Math.Min(member.Size, LargestNumber));
        Octal(header.Slice(136, 12), Math.Clamp(member.ModificationTime, 0, LargestNumber));
        header[156] = member.Type;
        Text(header.Slice(157, LongestName), member.LinkName);
        "ustar\000"u8.CopyTo(header[257..]);
        Octal(header.Slice(329, 8), member.DeviceMajor);
        Octal(header.Slice(337, 8), member.DeviceMinor);
        // The sum over the header with the sum's own field full of spaces.
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
            sum += value;
        Octal(header.Slice(148, 7), sum);
        Write(header);
    }

    private static void Text(Span<byte> field, byte[] text) => text.AsSpan(0, Math.Min(text.Length, field.Length)).CopyTo(field);

    private static void Octal(Span<byte> field, long number)
    {
        for (var i = field.Length - 2; i >= 0; i--, number >>= 3)
            field[i] = (byte)('0' + (number & 7));
        field[^1] = 0;
    }

    private void Pad()
    {
        var over = (int)((Written + _used) % Block);
        if (over > 0)
            Write(new byte[Block - over]);
    }

    private void Write(ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            if (_used == BufferSize)
                Flush();
            var count = Math.Min(data.Length, BufferSize - _used);
            data[..count].CopyTo(_buffer.AsSpan(_used));
            _used += count;
            data = data[count..];
        }
    }

    /// <summary>One buffer is hashed while the other fills: a guest stands still meanwhile.</summary>
    private void Flush()
    {
        RandomAccess.Write(output, _buffer.AsSpan(0, _used), Written);
        Written += _used;
        _hashing.GetAwaiter().GetResult();
        (_buffer, _hashed) = (_hashed, _buffer);
        var (data, count) = (_hashed, _used);
        _hashing = Task.Run(() => _hash.AppendData(data, 0, count));
        _used = 0;
    }
}
