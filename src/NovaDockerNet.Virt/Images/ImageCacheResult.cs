namespace NovaDockerNet.Virt.Images;

/// <summary>nova: compute/manager.py cache_images answers one of these per image, in lower case.</summary>
public enum ImageCacheResult
{
    Cached,
    Existing,
    Error,
    Unsupported,
}
