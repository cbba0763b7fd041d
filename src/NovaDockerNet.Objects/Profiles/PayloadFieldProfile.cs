namespace NovaDockerNet.Objects.Profiles;

/// <param name="Name">Of the field.</param>
/// <param name="Type">nova's field class.</param>
/// <param name="Source">The field of the object it is copied from; null where code computes it.</param>
public sealed record PayloadFieldProfile(string Name, string Type, string? Source);
