using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace NovaDockerNet.Netlink.Protocol;

/// <summary>Walks over attributes; a nested one is read by another reader over its value.</summary>
internal ref struct NetlinkAttributeReader(ReadOnlySpan<byte> bytes)
{
    // NLA_F_NESTED and NLA_F_NET_BYTEORDER are flags in the type.
    private const ushort TypeMask = 0x3fff;
    private ReadOnlySpan<byte> _rest = bytes;

    internal ushort Type { get; private set; }

    internal ReadOnlySpan<byte> Value { get; private set; }

    internal bool Next()
    {
        if (_rest.Length < 4) return false;
        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < 4 || length > _rest.Length) throw new NetlinkProtocolException($"an attribute of {length} bytes does not fit into {_rest.Length}");
        Type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & TypeMask);
        Value = _rest[4..length];
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }

    internal readonly NetlinkAttributeReader Nested() => new(Value);

    internal readonly uint UInt32() => MemoryMarshal.TryRead<uint>(Value, out var value) ? value : throw Wrong("a 32-bit number");

    internal readonly byte Byte() => Value.Length >= 1 ? Value[0] : throw Wrong("a byte");

    internal readonly string Text() => Encoding.UTF8.GetString(Value.TrimEnd((byte)0));

    internal readonly IPAddress Address() => Value.Length is 4 or 16 ? new IPAddress(Value) : throw Wrong("an IP address");

    private readonly NetlinkProtocolException Wrong(string expected) => new($"attribute {Type} with {Value.Length} bytes is not {expected}");
}
