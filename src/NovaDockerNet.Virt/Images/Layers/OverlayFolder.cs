using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace NovaDockerNet.Virt.Images.Layers;

/// <summary>An open folder of an overlay's upper directory. Everything in it is reached through its descriptor: no path of a guest leads out of it, or is too long.</summary>
sealed class OverlayFolder : IDisposable
{
    private const int LongestLink = 4096;
    private const int LongestAttribute = 256;

    private static readonly byte[] s_opaque = "trusted.overlay.opaque\0"u8.ToArray();
    private static readonly byte[] s_redirect = "trusted.overlay.redirect\0"u8.ToArray();
    private static readonly byte[] s_metacopy = "trusted.overlay.metacopy\0"u8.ToArray();
    private static readonly byte[] s_capability = "security.capability\0"u8.ToArray();

    private readonly int _descriptor;
    private readonly byte[] _path;
    private nint _stream;

    private OverlayFolder(int descriptor)
    {
        _descriptor = descriptor;
        _path = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}/"));
        _stream = FileCalls.FdOpenDir(descriptor);
        if (_stream == 0)
        {
            var failure = FileCalls.Failure("fdopendir", _path);
            new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
            throw failure;
        }
    }

    public static OverlayFolder Open(string path) => Open(FileCalls.CurrentFolder, [.. Encoding.UTF8.GetBytes(path), 0]);

    /// <param name="name">As <see cref="Names"/> has it.</param>
    public OverlayFolder Open(byte[] name) => Open(_descriptor, name);

    /// <summary>In the order of their bytes, each with a zero at its end.</summary>
    public List<byte[]> Names()
    {
        var names = new List<byte[]>();
        while (true)
        {
            // readdir(3): the end and a failure both return null.
            Marshal.SetLastSystemError(0);
            var entry = FileCalls.ReadDir(_stream);
            if (entry == 0)
                break;
            var name = FileCalls.NameOf(entry);
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                names.Add([.. name, 0]);
        }
        if (Marshal.GetLastPInvokeError() != 0)
            throw FileCalls.Failure("readdir", _path);
        names.Sort(static (one, other) => one.AsSpan().SequenceCompareTo(other));
        return names;
    }

    public FileStatus Status(byte[] name) =>
        FileCalls.StatX(_descriptor, name, FileCalls.DoNotFollow, FileCalls.BasicStatus, out var status) == 0 ? status : throw FileCalls.Failure("statx", name);

    public SafeFileHandle OpenFile(byte[] name) => FileCalls.OpenFileAt(_descriptor, name);

    public byte[] LinkTarget(byte[] name)
    {
        var target = new byte[LongestLink];
        var length = FileCalls.ReadLinkAt(_descriptor, name, target, target.Length);
        return length < 0 ? throw FileCalls.Failure("readlink", name) : target[..(int)length];
    }

    /// <summary>What setcap(8) has given a program; null without.</summary>
    public byte[]? Capability(byte[] name) => Attribute(name, s_capability);

    /// <summary>Whether a folder hides what the layers below have in it.</summary>
    public bool IsOpaque(byte[] name) => Attribute(name, s_opaque) is [(byte)'y'];

    /// <summary>Whether what is here is not all there is: overlayfs has noted that a folder was renamed, or only a file's owner changed.</summary>
    public bool RefersBelow(byte[] name, FileType type) => type switch
    {
        FileType.Folder => Attribute(name, s_redirect) is not null,
        FileType.Regular => Attribute(name, s_metacopy) is not null,
        _ => false,
    };

    public void Dispose()
    {
        if (_stream != 0)
            _ = FileCalls.CloseDir(_stream);
        _stream = 0;
    }

    private static OverlayFolder Open(int parent, byte[] name)
    {
        var descriptor = FileCalls.OpenAt(parent, name, FileCalls.OpenFolder);
        return descriptor < 0 ? throw FileCalls.Failure("open", name) : new OverlayFolder(descriptor);
    }

    private byte[]? Attribute(byte[] name, byte[] attribute)
    {
        // There is no lgetxattrat(2) yet.
        var value = new byte[LongestAttribute];
        var length = FileCalls.LGetXAttr([.. _path, .. name], attribute, value, value.Length);
        if (length >= 0)
            return value[..(int)length];
        return Marshal.GetLastPInvokeError() is FileCalls.NoData or FileCalls.NotSupported ? null : throw FileCalls.Failure("lgetxattr", name);
    }
}
