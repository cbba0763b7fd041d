using System.Text;
using NovaDockerNet.DockerEngine.Streams;

namespace NovaDockerNet.DockerEngine.Tests;

public sealed class OutputReaderTests
{
    [Fact]
    public async Task Frames_are_taken_apart_however_they_arrive()
    {
        byte[] bytes = [1, 0, 0, 0, 0, 0, 0, 3, .. "out"u8, 2, 0, 0, 0, 0, 0, 0, 3, .. "err"u8, 1, 0, 0, 0, 0, 0, 0, 0];

        Assert.Equal("Stdout:out Stderr:err", await ReadAsync(new MemoryStream(bytes), terminal: false));
        Assert.Equal(
            "Stdout:o Stdout:u Stdout:t Stderr:e Stderr:r Stderr:r", await ReadAsync(new DribblingStream(bytes), terminal: false));
    }

    [Fact]
    public async Task A_terminals_output_is_plain() => Assert.Equal("Stdout:hello", await ReadAsync(new MemoryStream("hello"u8.ToArray()), true));

    [Fact]
    public async Task A_long_frame_comes_in_pieces()
    {
        const int length = 100_000;
        byte[] bytes = [1, 0, 0, 0, 0, 1, 0x86, 0xA0, .. new byte[length]];
        var total = 0;
        await foreach (var frame in OutputReader.ReadAsync(new MemoryStream(bytes), false, CancellationToken.None))
        {
            Assert.True(frame.Data.Length < length);
            total += frame.Data.Length;
        }
        Assert.Equal(length, total);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 5, 65 })]
    [InlineData(new byte[] { 72, 101, 108, 108, 111, 32, 119, 111, 114, 108, 100 })]
    [InlineData(new byte[] { 1, 1, 0, 0, 0, 0, 0, 1, 65 })]
    public async Task A_broken_stream_is_named(byte[] bytes)
        => await Assert.ThrowsAsync<DockerConnectionException>(() => ReadAsync(new MemoryStream(bytes), terminal: false));

    private static async Task<string> ReadAsync(Stream stream, bool terminal)
    {
        List<string> frames = [];
        await foreach (var frame in OutputReader.ReadAsync(stream, terminal, CancellationToken.None))
            frames.Add($"{frame.Kind}:{Encoding.UTF8.GetString(frame.Data.Span)}");
        return string.Join(' ', frames);
    }

    private sealed class DribblingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
