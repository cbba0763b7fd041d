namespace NovaDockerNet.Oslo.Config;

/// <summary>One <c>name = value</c> as read, before substitution.</summary>
internal sealed record ConfigAssignment(string Group, string Name, string Value, ConfigLocation Location);
