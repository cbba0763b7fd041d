using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Daemon.Logging;

/// <summary>One message with the values of the scopes around it; inner scopes win.</summary>
internal sealed record LogRecord(
    DateTimeOffset Time, LogLevel Level, string Logger, string Message, Exception? Exception, IReadOnlyDictionary<string, string> Fields)
{
    public bool HasRequest => Fields.ContainsKey("request_id");

    public string? InstanceUuid => Field("instance_uuid");

    public string? Field(string name) => Fields.TryGetValue(name, out var value) ? value : null;
}
