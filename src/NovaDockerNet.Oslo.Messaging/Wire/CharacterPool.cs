using System.Buffers;
using Newtonsoft.Json;

namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>Buffers for Newtonsoft.Json: a message is one long string inside another, for which its reader doubles its buffer again and again.</summary>
internal sealed class CharacterPool : IArrayPool<char>
{
    public static readonly CharacterPool Shared = new();

    public char[] Rent(int minimumLength) => ArrayPool<char>.Shared.Rent(minimumLength);

    public void Return(char[]? array)
    {
        if (array is not null)
            ArrayPool<char>.Shared.Return(array);
    }
}
