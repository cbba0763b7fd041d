using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Services;

/// <summary>One REST call.</summary>
public sealed record ServiceRequest(HttpMethod Method, string Path)
{
    public JToken? Body { get; init; }

    /// <summary>A body that is not JSON; called again for each attempt.</summary>
    public Func<HttpContent>? Content { get; init; }

    public string? Microversion { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Leave the body of a successful answer unread.</summary>
    public bool Stream { get; init; }
}
