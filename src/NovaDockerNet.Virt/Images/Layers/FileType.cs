namespace NovaDockerNet.Virt.Images.Layers;

/// <summary>S_IFMT of inode(7).</summary>
enum FileType
{
    Fifo = 0x1000,
    CharacterDevice = 0x2000,
    Folder = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    SymbolicLink = 0xa000,
    Socket = 0xc000,
}
