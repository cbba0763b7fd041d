namespace NovaDockerNet.Oslo.Messaging.Inspection;

/// <summary>A queue as the broker has it.</summary>
/// <param name="Conflict">Why our declaration would be refused, with the option that decides; null when it agrees.</param>
public sealed record QueueState(string Name, bool Exists, uint Consumers, uint Messages, string? Conflict);
