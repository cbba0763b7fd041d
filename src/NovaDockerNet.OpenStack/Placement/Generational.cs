namespace NovaDockerNet.OpenStack.Placement;

/// <summary>A value and the provider generation at which it was read or written.</summary>
public sealed record Generational<T>(long Generation, T Value);
