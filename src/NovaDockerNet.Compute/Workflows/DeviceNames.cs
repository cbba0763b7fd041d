using System.Text.RegularExpressions;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>Device names for block device mappings that came without. nova: compute/utils.py get_next_device_name, block_device.py.</summary>
static partial class DeviceNames
{
    /// <summary>nova: block_device.DEFAULT_ROOT_DEV_NAME.</summary>
    public const string DefaultRoot = "/dev/sda";

    /// <summary>The first letter nobody uses, with the prefix of the root device.</summary>
    public static string Next(IEnumerable<string> used, string? rootDeviceName)
    {
        var root = rootDeviceName ?? DefaultRoot;
        var match = Device().Match(root.StartsWith("/dev/", StringComparison.Ordinal) ? root : "/dev/" + root);
        if (!match.Success)
            throw new InvalidDevicePath(root);
        var letters = used.Select(LetterOf).ToHashSet(StringComparer.Ordinal);
        return match.Groups[1].Value + Letters().First(letter => !letters.Contains(letter));
    }

    // nova: block_device.get_device_letter.
    private static string LetterOf(string device) =>
        Device().Match(device) is { Success: true } match ? match.Groups[2].Value : "";

    // nova: _get_unused_letter goes a..z, then aa..zz.
    private static IEnumerable<string> Letters()
    {
        const string alphabet = "abcdefghijklmnopqrstuvwxyz";
        return alphabet.Select(c => c.ToString()).Concat(alphabet.SelectMany(first => alphabet.Select(second => $"{first}{second}")));
    }

    // nova: block_device.match_device.
    [GeneratedRegex("(^/dev/x{0,1}[a-z]{0,1}d{0,1})([a-z]+)[0-9]*$")]
    private static partial Regex Device();
}
