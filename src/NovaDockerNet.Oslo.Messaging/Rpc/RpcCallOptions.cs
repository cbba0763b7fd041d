namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>How long one call may take.</summary>
/// <param name="Timeout">Time for the whole call; null means <c>rpc_response_timeout</c>.</param>
/// <param name="CallMonitorTimeout">
/// Longest silence between two heartbeats of the callee (whole seconds, sent as <c>_timeout</c>); null turns call monitoring off.
/// </param>
public sealed record RpcCallOptions(TimeSpan? Timeout = null, TimeSpan? CallMonitorTimeout = null);
