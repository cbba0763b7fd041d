using System.Buffers;
using Newtonsoft.Json;

namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>
/// Buffers for messages as they are read and written: a message is one long string inside another, for which Newtonsoft's reader doubles its buffer
/// again and again.
/// </summary>
internal sealed class CharacterPool : IArrayPool<char>
{
    /// <summary>Several times what a request has. What a longer message needs goes with it: the shared pool would keep megabytes for ever.</summary>
    public const int LongestKept = 64 * 1024;

    public static readonly CharacterPool Shared = new();

    public char[] Rent(int minimumLength) => minimumLength > LongestKept ? new char[minimumLength] : ArrayPool<char>.Shared.Rent(minimumLength);

    public void Return(char[]? array)
    {
        if (array is { Length: <= LongestKept })
            ArrayPool<char>.Shared.Return(array);
    }
}
