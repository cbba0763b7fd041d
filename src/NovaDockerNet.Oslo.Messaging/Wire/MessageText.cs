using System.Text;

namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>The text of a message while it is written, in a buffer of the pool.</summary>
internal sealed class MessageText : TextWriter
{
    private const int Usual = 8192;

    private char[] _buffer = CharacterPool.Shared.Rent(Usual);
    private int _length;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Valid until more is written.</summary>
    public ReadOnlySpan<char> Written => _buffer.AsSpan(0, _length);

    public override void Write(char value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Reserve(buffer.Length);
        buffer.CopyTo(_buffer.AsSpan(_length));
        _length += buffer.Length;
    }

    public override string ToString() => new(Written);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer.Length > 0)
        {
            CharacterPool.Shared.Return(_buffer);
            (_buffer, _length) = ([], 0);
        }
        base.Dispose(disposing);
    }

    private void Reserve(int more)
    {
        if (more <= _buffer.Length - _length)
            return;
        var larger = CharacterPool.Shared.Rent(Math.Max(checked(_length + more), 2 * _buffer.Length));
        Written.CopyTo(larger);
        CharacterPool.Shared.Return(_buffer);
        _buffer = larger;
    }
}
