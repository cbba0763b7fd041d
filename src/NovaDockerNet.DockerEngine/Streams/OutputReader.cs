using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace NovaDockerNet.DockerEngine.Streams;

/// <summary>Takes apart the stream of logs, attach and exec: frames of [kind, 0, 0, 0, length big-endian] without a terminal, plain bytes with one.</summary>
/// <remarks>https://docs.docker.com/engine/api/v1.41/#operation/ContainerAttach "Stream format"</remarks>
public static class OutputReader
{
    private const int HeaderLength = 8;
    private const int PieceLength = 32 * 1024;

    /// <summary>A long frame comes in several pieces, so memory does not follow what the peer claims.</summary>
    public static async IAsyncEnumerable<OutputFrame> ReadAsync(
        Stream stream, bool terminal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (terminal)
        {
            await foreach (var piece in ReadPiecesAsync(stream, long.MaxValue, cancellationToken))
                yield return new OutputFrame(OutputKind.Stdout, piece);
            yield break;
        }
        var header = new byte[HeaderLength];
        while (true)
        {
            var read = await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
                yield break;
            if (read < HeaderLength)
                throw new DockerConnectionException("the output stream ended inside a frame header");
            if (header[0] > (byte)OutputKind.SystemError || header[1] != 0 || header[2] != 0 || header[3] != 0)
                throw new DockerConnectionException("the output stream is not multiplexed (does the container have a terminal?)");
            long left = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            await foreach (var piece in ReadPiecesAsync(stream, left, cancellationToken))
            {
                left -= piece.Length;
                yield return new OutputFrame((OutputKind)header[0], piece);
            }
            if (left != 0)
                throw new DockerConnectionException("the output stream ended inside a frame");
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadPiecesAsync(
        Stream stream, long length, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            var buffer = new byte[(int)Math.Min(length, PieceLength)];
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                yield break;
            length -= read;
            yield return buffer.AsMemory(0, read);
        }
    }
}
