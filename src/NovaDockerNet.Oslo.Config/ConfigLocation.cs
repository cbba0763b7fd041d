using System.Globalization;

namespace NovaDockerNet.Oslo.Config;

/// <summary>Where a value was written.</summary>
public sealed record ConfigLocation(string File, int Line)
{
    public override string ToString() => Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}") : File;
}
