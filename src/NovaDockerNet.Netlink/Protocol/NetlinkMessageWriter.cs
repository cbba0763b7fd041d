using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>
/// Builds one netlink message in host byte order: header, family header, attributes padded to four bytes. A nested attribute is a
/// <c>using</c> scope whose end writes the length, so indentation in the source equals nesting on the wire.
/// </summary>
internal sealed class NetlinkMessageWriter
{
    private const int Alignment = 4;
    private byte[] _buffer = new byte[256];
    private int _length;

    internal NetlinkMessageWriter(MessageType type, MessageFlags flags)
    {
        Type = type;
        WriteHeader(new MessageHeader { nlmsg_type = type, nlmsg_flags = flags });
    }

    internal MessageType Type { get; }

    internal void WriteHeader<THeader>(in THeader header)
        where THeader : unmanaged
        => MemoryMarshal.Write(Reserve(Unsafe.SizeOf<THeader>()), in header);

    internal void Write<TAttribute>(TAttribute attribute, ReadOnlySpan<byte> value)
        where TAttribute : unmanaged, Enum
    {
        var start = BeginAttribute(attribute);
        value.CopyTo(Reserve(value.Length));
        EndAttribute(start);
    }

    internal void Write<TAttribute>(TAttribute attribute, uint value)
        where TAttribute : unmanaged, Enum
        => Write(attribute, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    internal void Write<TAttribute>(TAttribute attribute, IPAddress value)
        where TAttribute : unmanaged, Enum
        => Write(attribute, value.GetAddressBytes());

    /// <summary>A string with the closing zero that the kernel's NLA_STRING readers accept and its NLA_NUL_STRING readers demand.</summary>
    internal void Write<TAttribute>(TAttribute attribute, string value)
        where TAttribute : unmanaged, Enum
        => Write(attribute, Encoding.UTF8.GetBytes(value + '\0'));

    internal Nested Nest<TAttribute>(TAttribute attribute)
        where TAttribute : unmanaged, Enum
        => new(this, BeginAttribute(attribute));

    /// <summary>The message with its length and the given sequence number.</summary>
    internal ReadOnlyMemory<byte> Finish(uint sequence)
    {
        var header = MemoryMarshal.Read<MessageHeader>(_buffer);
        header.nlmsg_len = (uint)_length;
        header.nlmsg_seq = sequence;
        MemoryMarshal.Write(_buffer, in header);
        return _buffer.AsMemory(0, _length);
    }

    private int BeginAttribute<TAttribute>(TAttribute attribute)
        where TAttribute : unmanaged, Enum
    {
        var start = _length;
        MemoryMarshal.Write(Reserve(4)[2..], Unsafe.As<TAttribute, ushort>(ref attribute));
        return start;
    }

    private void EndAttribute(int start)
    {
        MemoryMarshal.Write(_buffer.AsSpan(start), (ushort)(_length - start));
        Reserve((Alignment - (_length % Alignment)) % Alignment);
    }

    private Span<byte> Reserve(int size)
    {
        if (_length + size > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + size));
        var span = _buffer.AsSpan(_length, size);
        _length += size;
        return span;
    }

    internal readonly ref struct Nested(NetlinkMessageWriter writer, int start)
    {
        public void Dispose() => writer.EndAttribute(start);
    }
}
