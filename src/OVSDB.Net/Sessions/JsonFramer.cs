namespace OVSDB.Net.Sessions;

/// <summary>
/// Cuts a byte stream into JSON objects. RFC 7047 4.1 sends them one behind the other with nothing, or any white space, between; a
/// message may arrive in any number of pieces. Every byte is looked at once.
/// </summary>
internal sealed class JsonFramer(int maximumLength = 256 * 1024 * 1024)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private int _scanned;
    private int _depth;
    private bool _inString;
    private bool _escaped;

    /// <summary>Room for the next read; tell how much came with <see cref="Advance"/>.</summary>
    public Memory<byte> GetMemory()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _scanned -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= maximumLength)
                throw new FormatException($"a message is longer than {maximumLength} bytes");
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, maximumLength));
        }
        return _buffer.AsMemory(_end);
    }

    public void Advance(int count) => _end += count;

    /// <summary>The next whole object; valid until <see cref="GetMemory"/> is called.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> message)
    {
        for (; _scanned < _end; _scanned++)
        {
            var current = _buffer[_scanned];
            if (_inString)
                ScanString(current);
            else if (_depth == 0)
                ScanGap(current);
            else if (current == '"')
                _inString = true;
            else if (current is (byte)'{' or (byte)'[')
                _depth++;
            else if (current is (byte)'}' or (byte)']' && --_depth == 0)
            {
                _scanned++;
                message = _buffer.AsMemory(_start, _scanned - _start);
                _start = _scanned;
                return true;
            }
        }
        message = default;
        return false;
    }

    private void ScanString(byte current)
    {
        if (_escaped)
            _escaped = false;
        else if (current == '\\')
            _escaped = true;
        else if (current == '"')
            _inString = false;
    }

    private void ScanGap(byte current)
    {
        if (current == '{')
            _depth = 1;
        else if (current is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _start = _scanned + 1;
        else
            throw new FormatException($"expected a JSON object, found byte 0x{current:x2}");
    }
}
