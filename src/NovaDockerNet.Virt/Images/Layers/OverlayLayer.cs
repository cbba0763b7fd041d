namespace NovaDockerNet.Virt.Images.Layers;

/// <summary>
/// What a container has changed in its file system, as the layer that docker commit makes of it: the upper directory of its overlay, with the marks
/// of overlayfs turned into those of images. moby: pkg/archive TarWithOptions, OverlayWhiteoutFormat; image-spec: layer.md
/// </summary>
/// <remarks>
/// docker commit writes the layer into Docker's store, and docker save reads it from there, packs it into a folder and sends that: read here, the
/// bytes move once, and the guest is frozen for that long only. Nothing may write to the directory meanwhile.
/// </remarks>
sealed class OverlayLayer
{
    private static readonly byte[] s_whiteoutPrefix = ".wh."u8.ToArray();
    private static readonly byte[] s_opaqueMark = ".wh..wh..opq"u8.ToArray();

    private readonly LayerWriter _writer;
    private readonly CancellationToken _cancellationToken;

    // Of files with several names, the first.
    private readonly Dictionary<ulong, byte[]> _linked = [];

    private OverlayLayer(LayerWriter writer, CancellationToken cancellationToken) => (_writer, _cancellationToken) = (writer, cancellationToken);

    /// <exception cref="IOException">Something cannot be read, or there is no space for it.</exception>
    /// <exception cref="NotSupportedException">A part of it refers to the layers below, which Docker does not let overlayfs do.</exception>
    public static void Write(string upperDirectory, LayerWriter writer, CancellationToken cancellationToken) =>
        new OverlayLayer(writer, cancellationToken).WriteAll(upperDirectory);

    private void WriteAll(string upperDirectory)
    {
        // Not recursive: how deep folders lie is the guest's choice.
        var open = new Stack<(OverlayFolder Folder, byte[] Path, Queue<byte[]> Names)>();
        Enter(OverlayFolder.Open(upperDirectory), []);
        try
        {
            while (open.TryPeek(out var current))
            {
                _cancellationToken.ThrowIfCancellationRequested();
                if (!current.Names.TryDequeue(out var name))
                    open.Pop().Folder.Dispose();
                else if (WriteMember(current.Folder, current.Path, name) is { } path)
                    Enter(current.Folder.Open(name), path);
            }
        }
        finally
        {
            foreach (var (folder, _, _) in open)
                folder.Dispose();
        }

        void Enter(OverlayFolder folder, byte[] path)
        {
            // Pushed first: it is to be closed when its names cannot be read.
            open.Push((folder, path, []));
            foreach (var name in folder.Names())
                open.Peek().Names.Enqueue(name);
        }
    }

    /// <returns>The path of a folder, with a slash at its end; null for everything else.</returns>
    private byte[]? WriteMember(OverlayFolder folder, byte[] parent, byte[] name)
    {
        var status = folder.Status(name);
        byte[] path = [.. parent, .. name.AsSpan(0, name.Length - 1)];
        if (status.IsWhiteout)
        {
            byte[] mark = [.. parent, .. s_whiteoutPrefix, .. name.AsSpan(0, name.Length - 1)];
            _writer.Write(Member(LayerMember.Regular, mark, status) with { Mode = 0x180 });
            return null;
        }
        if (folder.RefersBelow(name, status.Type))
            throw new NotSupportedException("overlayfs has redirect_dir or metacopy switched on");
        switch (status.Type)
        {
            case FileType.Folder:
                path = [.. path, (byte)'/'];
                _writer.Write(Member(LayerMember.Folder, path, status));
                if (folder.IsOpaque(name))
                    _writer.Write(Member(LayerMember.Regular, [.. path, .. s_opaqueMark], status) with { ModificationTime = 0 });
                return path;
            // It stands for a program that listens, and there is none in an image.
            case FileType.Socket:
                return null;
            case var _ when status.LinkCount > 1 && !_linked.TryAdd(status.Inode, path):
                _writer.Write(Member(LayerMember.HardLink, path, status) with { LinkName = _linked[status.Inode] });
                return null;
            case FileType.Regular:
                WriteFile(folder, name, path, status);
                return null;
            case FileType.SymbolicLink:
                _writer.Write(Member(LayerMember.SymbolicLink, path, status) with { LinkName = folder.LinkTarget(name) });
                return null;
            case FileType.CharacterDevice or FileType.BlockDevice:
                var type = status.Type == FileType.BlockDevice ? LayerMember.BlockDevice : LayerMember.CharacterDevice;
                _writer.Write(Member(type, path, status) with { DeviceMajor = status.DeviceMajor, DeviceMinor = status.DeviceMinor });
                return null;
            case FileType.Fifo:
                _writer.Write(Member(LayerMember.Fifo, path, status));
                return null;
            default:
                throw new NotSupportedException($"a file has the unknown type {status.Mode:x}");
        }
    }

    private void WriteFile(OverlayFolder folder, byte[] name, byte[] path, in FileStatus status)
    {
        _writer.Write(Member(LayerMember.Regular, path, status) with { Size = status.Size, Capability = folder.Capability(name) });
        using var file = folder.OpenFile(name);
        _writer.WriteData(file, status.Size, _cancellationToken);
    }

    private static LayerMember Member(byte type, byte[] path, in FileStatus status) => new(type, path)
    {
        Mode = status.Mode & 0xfff,
        UserId = status.UserId,
        GroupId = status.GroupId,
        ModificationTime = status.ModificationTime,
    };
}
