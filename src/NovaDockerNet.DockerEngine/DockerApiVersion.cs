using System.Globalization;

namespace NovaDockerNet.DockerEngine;

/// <summary>A version of the Engine API, as 1.41.</summary>
public readonly record struct DockerApiVersion(int Major, int Minor) : IComparable<DockerApiVersion>
{
    /// <summary>The oldest we can work with (Docker 20.10).</summary>
    public static readonly DockerApiVersion Oldest = new(1, 41);

    /// <summary>The newest whose changes were read; a newer daemon serves it as well.</summary>
    public static readonly DockerApiVersion Newest = new(1, 48);

    public static DockerApiVersion Parse(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new DockerApiVersion(major, minor)
            : throw new FormatException($"\"{text}\" is not a Docker API version");
    }

    public int CompareTo(DockerApiVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    public static bool operator <(DockerApiVersion left, DockerApiVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(DockerApiVersion left, DockerApiVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(DockerApiVersion left, DockerApiVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(DockerApiVersion left, DockerApiVersion right) => left.CompareTo(right) >= 0;
}
