namespace NovaDockerNet.FaultPoints;

/// <summary>Fault points were asked for in a way that cannot be.</summary>
public sealed class FaultSwitchException(string message) : Exception(message);
