using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Images;

/// <summary>Whether a flavor is big enough for an image. nova: compute/api.py _validate_flavor_image_nostatus.</summary>
static class ImageRequirements
{
    private const long GiB = 1L << 30;

    /// <summary>Before anything is downloaded.</summary>
    public static void Check(Flavor flavor, ImageMetadata image)
    {
        if (flavor.MemoryMb < image.MinRamMb)
            throw new FlavorMemoryTooSmall();
        // root_gb 0: the disk is as large as the image needs.
        if (flavor.RootGb == 0)
            return;
        if (image.Size > flavor.RootGb * GiB)
            throw new FlavorDiskSmallerThanImage(flavor.RootGb * GiB, image.Size);
        if (image.MinDiskGb > flavor.RootGb)
            throw new FlavorDiskSmallerThanMinDisk(flavor.RootGb * GiB, image.MinDiskGb * GiB);
    }

    /// <summary>Once it is known how much it unpacks to.</summary>
    public static void CheckUnpacked(Flavor flavor, GuestImage image)
    {
        if (flavor.RootGb > 0 && image.Size > flavor.RootGb * GiB)
            throw new FlavorDiskSmallerThanImage(flavor.RootGb * GiB, image.Size);
    }
}
