using System.Security.Cryptography;

namespace NovaDockerNet.Virt.Images;

/// <summary>Glance's os_hash_algo names (Python's hashlib).</summary>
static class HashAlgorithms
{
    public static HashAlgorithmName? Find(string? name) => name switch
    {
        "sha512" => HashAlgorithmName.SHA512,
        "sha384" => HashAlgorithmName.SHA384,
        "sha256" => HashAlgorithmName.SHA256,
        "sha1" => HashAlgorithmName.SHA1,
        "md5" => HashAlgorithmName.MD5,
        "sha3_512" when SHA3_512.IsSupported => HashAlgorithmName.SHA3_512,
        "sha3_384" when SHA3_384.IsSupported => HashAlgorithmName.SHA3_384,
        "sha3_256" when SHA3_256.IsSupported => HashAlgorithmName.SHA3_256,
        _ => null,
    };
}
