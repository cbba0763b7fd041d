using System.Runtime.InteropServices;

namespace NovaDockerNet.Virt.Images.Layers;

/// <summary>struct statx of statx(2).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
struct FileStatus
{
    [FieldOffset(16)]
    public uint LinkCount;

    [FieldOffset(20)]
    public uint UserId;

    [FieldOffset(24)]
    public uint GroupId;

    /// <summary>Type and permissions.</summary>
    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public long Size;

    /// <summary>Of the last change of the contents; seconds since the epoch.</summary>
    [FieldOffset(112)]
    public long ModificationTime;

    /// <summary>Which device a device file stands for.</summary>
    [FieldOffset(128)]
    public uint DeviceMajor;

    [FieldOffset(132)]
    public uint DeviceMinor;

    public readonly FileType Type => (FileType)(Mode & 0xf000);

    /// <summary>How overlayfs writes down that a file of a layer below is gone. kernel: Documentation/filesystems/overlayfs.rst</summary>
    public readonly bool IsWhiteout => Type == FileType.CharacterDevice && DeviceMajor == 0 && DeviceMinor == 0;
}
