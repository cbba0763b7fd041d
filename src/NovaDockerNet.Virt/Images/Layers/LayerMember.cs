namespace NovaDockerNet.Virt.Images.Layers;

/// <summary>A member of a layer. Names and values are bytes: tar and Linux ask for no encoding.</summary>
/// <param name="Type">ustar's typeflag.</param>
readonly record struct LayerMember(byte Type, byte[] Name)
{
    public const byte Regular = (byte)'0';
    public const byte HardLink = (byte)'1';
    public const byte SymbolicLink = (byte)'2';
    public const byte CharacterDevice = (byte)'3';
    public const byte BlockDevice = (byte)'4';
    public const byte Folder = (byte)'5';
    public const byte Fifo = (byte)'6';

    public int Mode { get; init; }

    public uint UserId { get; init; }

    public uint GroupId { get; init; }

    public long Size { get; init; }

    /// <summary>Seconds since the epoch.</summary>
    public long ModificationTime { get; init; }

    public byte[] LinkName { get; init; } = [];

    public uint DeviceMajor { get; init; }

    public uint DeviceMinor { get; init; }

    /// <summary>security.capability, what setcap(8) has given a program; null without.</summary>
    public byte[]? Capability { get; init; }
}
