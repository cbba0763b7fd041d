namespace NovaDockerNet.Virt.Docker;

/// <summary>Keeps the last bytes of a stream of any length.</summary>
sealed class TailBuffer(int capacity)
{
    private readonly byte[] _ring = new byte[capacity];
    private long _total;

    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.Length > capacity)
        {
            _total += data.Length - capacity;
            data = data[^capacity..];
        }
        var start = (int)(_total % capacity);
        var first = Math.Min(data.Length, capacity - start);
        data[..first].CopyTo(_ring.AsSpan(start));
        data[first..].CopyTo(_ring);
        _total += data.Length;
    }

    public byte[] ToArray()
    {
        if (_total <= capacity)
            return _ring[..(int)_total];
        var start = (int)(_total % capacity);
        return [.. _ring[start..], .. _ring[..start]];
    }
}
