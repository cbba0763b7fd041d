namespace NovaDockerNet.Netlink.Tests;

/// <summary>Golden bytes with blanks and line breaks, so that a message can be laid out as it is nested.</summary>
internal static class Hex
{
    internal static byte[] Bytes(string text) => Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));

    internal static void AssertEqual(string expected, ReadOnlySpan<byte> actual)
        => Assert.Equal(Convert.ToHexStringLower(Bytes(expected)), Convert.ToHexStringLower(actual));
}
