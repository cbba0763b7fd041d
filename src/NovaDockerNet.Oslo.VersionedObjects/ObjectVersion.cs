using System.Globalization;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>Version of an object: same major needed, minors compare; a third part is never a reason for a backport.</summary>
public readonly record struct ObjectVersion(int Major, int Minor) : IComparable<ObjectVersion>
{
    public static ObjectVersion Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length is 2 or 3 &&
            int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) &&
            int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor))
            return new ObjectVersion(major, minor);

        throw new ObjectFormatException($"'{text}' is not an object version; expected MAJOR.MINOR.");
    }

    public int CompareTo(ObjectVersion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    public static bool operator <(ObjectVersion left, ObjectVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ObjectVersion left, ObjectVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ObjectVersion left, ObjectVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ObjectVersion left, ObjectVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
