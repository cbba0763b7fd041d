using System.Globalization;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>An RPC API version: major, minor and the rarely used revision. oslo.messaging: _utils.version_is_compatible.</summary>
internal readonly record struct RpcVersion(int Major, int Minor, int Revision)
{
    public static bool TryParse(string? text, out RpcVersion version)
    {
        version = default;
        var parts = (text ?? string.Empty).Split('.');
        if (parts.Length is < 2 or > 3)
            return false;
        Span<int> numbers = stackalloc int[3];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return false;
        }
        version = new RpcVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    /// <summary>True when an endpoint of this version serves a request for <paramref name="requested"/>.</summary>
    public bool Serves(RpcVersion requested) =>
        requested.Major == Major
        && (requested.Minor < Minor || (requested.Minor == Minor && requested.Revision <= Revision));
}
