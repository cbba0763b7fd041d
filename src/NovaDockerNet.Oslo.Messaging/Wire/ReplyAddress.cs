namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>What a call carries so that its reply finds back.</summary>
internal sealed record ReplyAddress(string MessageId, string Queue, int? CallMonitorSeconds);
