namespace NovaDockerNet.Virt.Images.Archives;

enum Compression
{
    None,
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}
